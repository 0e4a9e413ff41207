import type { CompiledProgram } from '../compiler/compile.js'
import { epiloguePasses, startsFromBias } from '../compiler/epilogue.js'
import { layOut, type Area } from '../compiler/layout.js'
import { type Hardware, memoryId } from '../hardware/hardware.js'
import { aluOps } from '../isa/fields.js'
import { microOpBytes } from '../isa/micro-op.js'
import { wordsPerInstruction } from '../isa/program.js'
import { startOrder } from '../simulator/function/order.js'
import type { Timing } from '../simulator/result.js'
import { startWasm, wasmOwnBytes, wasmPageBytes } from '../simulator/wasm.js'
import { packedShape } from '../workload/packing.js'
import type { Workload } from '../workload/workload.js'

/** Bytes of a number of the field, as pair (assembly/fingerprint/field.ts). */
const numberBytes = 16
/** Bytes of a scratchpad's element: a segment that starts there, and the bit that says so (assembly/fingerprint/segments.ts). */
const elementRoom = 80 + 8
/** Scratchpads that are kept as segments. */
const pads = ['wgt', 'inp', 'acc', 'out'] as const

/** Room for each instruction: its place in an order, and the tokens it pushes (assembly/fingerprint/check.ts). */
const orderBytes = 4
const workBytes = 16

/** What the checks look at. The first segment is the micro-ops. */
type CheckedProgram = Pick<CompiledProgram, 'instructions' | 'segments'>

/** The last word of the ALU instruction with an immediate. */
const aluWord = (op: 'min' | 'max' | 'shr', immediate: number): number =>
  (aluOps.indexOf(op) << 12) | (1 << 15) | (immediate << 16)

/** What is shown of a program. */
export interface Shown {
  /**
   * It has no race, no ALU hazard and no wrapped scratchpad index. Of few that have none it is not shown: the
   * ProgramChecker says of any. Its output must not lie where its instructions do.
   */
  readonly isOrderly: boolean
  /** It stores what it must, and touches nothing that it need not. */
  readonly isRight: boolean
}

/** By bits: 1 for orderly, 2 for right. */
const shown: readonly Shown[] = [0, 1, 2, 3].map((bits) => ({
  isOrderly: (bits & 1) !== 0,
  isRight: (bits & 2) !== 0,
}))

/**
 * Checks of one workload's programs that cost nanoseconds an instruction. Programs run on formulas: runs of elements of a
 * scratchpad that hold the same function of their row and block of channels are one, its coefficients random numbers of
 * a field (docs/verification.md says what follows from a right result).
 */
export class QuickChecks {
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  readonly #code = startWasm('fingerprint', this.#memory)
  /** All of the memory. */
  #bytes = new Uint8Array()
  #words = new Uint32Array()
  #end = wasmOwnBytes
  /** Where a program is put. */
  #program: Area = { address: 0, bytes: 0 }

  /** @param seed of all random numbers. */
  constructor(workload: Workload, hardware: Hardware, seed: number) {
    this.#placeScratchpads(hardware)
    this.#describe(workload, hardware, seed)
    this.#define(workload)
  }

  /** Runs a program that finishes. @param timed says when its instructions start, if that has to be known. */
  check(program: CheckedProgram, timed: () => Timing): Shown {
    const { words, count, work } = this.#load(program)
    const bits = this.#code.checkAsWritten(words, count, work)
    return shown[bits === 0 ? this.#checkAsTimed(program, timed()) : bits]
  }

  /** Runs a program in the order in which its instructions started. */
  #checkAsTimed(program: CheckedProgram, timing: Timing): number {
    const { words, count, order, work } = this.#load(program)
    const started = startOrder(program.instructions, timing)
    this.#words.set(started, order / 4)
    return this.#code.checkInOrder(words, count, order, started.length, work)
  }

  /** Puts a program into memory. @returns where its instructions are, and where there is room for more about it. */
  #load({ instructions, segments }: CheckedProgram) {
    const [{ address, bytes }] = segments
    const count = instructions.length / wordsPerInstruction
    const microOpsAt = instructions.byteLength
    const orderAt = Math.ceil((microOpsAt + bytes.length) / 16) * 16
    const workAt = orderAt + count * orderBytes
    this.#makeRoom(workAt + count * workBytes)
    const words = this.#program.address
    this.#words.set(instructions, words / 4)
    this.#bytes.set(bytes, words + microOpsAt)
    const microOps = bytes.length / microOpBytes
    this.#code.setMicroOps(address / microOpBytes, microOps, words + microOpsAt)
    return { words, count, order: words + orderAt, work: words + workAt }
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#program.bytes) return
    this.#program = { address: this.#reserve(bytes * 2), bytes: bytes * 2 }
  }

  #reserve(bytes: number): number {
    const at = this.#end
    this.#end += Math.ceil(bytes / 16) * 16
    const missing = this.#end - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / wasmPageBytes))
    this.#bytes = new Uint8Array(this.#memory.buffer)
    this.#words = new Uint32Array(this.#memory.buffer)
    return at
  }

  #placeScratchpads({ depth }: Hardware): void {
    this.#code.placeMicroOps(this.#reserve(depth.uop * microOpBytes), depth.uop)
    for (const pad of pads) {
      this.#code.placePad(memoryId[pad], this.#reserve(depth[pad] * elementRoom), depth[pad])
    }
  }

  /** Says where the tensors lie, and draws their random factors. */
  #describe(workload: Workload, hardware: Hardware, seed: number): void {
    const { a, b, bias, c } = layOut(workload, hardware)
    const { rows, nBlocks, kBlocks } = packedShape(workload, hardware)
    const { elementBytes } = hardware
    const place = (memory: number, { address, bytes }: Area, size: number, period: number): void =>
      this.#code.setTensor(memory, address / size, bytes / size, period)
    place(memoryId.inp, a, elementBytes.inp, rows)
    place(memoryId.wgt, b, elementBytes.wgt, nBlocks)
    if (bias) place(memoryId.acc, bias, elementBytes.acc, 1)
    place(memoryId.out, c, elementBytes.out, rows)
    this.#code.drawFactors(this.#reserve(3 * (kBlocks + 2) * numberBytes), kBlocks, seed)
    this.#code.placeStored(this.#reserve(Math.ceil((rows * nBlocks) / 128) * 16))
  }

  /** Says what the elements of C must be. */
  #define({ epilogue }: Workload): void {
    const code = this.#code
    code.defineProducts()
    if (startsFromBias(epilogue)) code.defineBias()
    for (const pass of epiloguePasses(epilogue)) {
      if (pass.op === 'add') code.defineBias()
      else code.definePass(aluWord(pass.op, pass.imm))
    }
  }
}
