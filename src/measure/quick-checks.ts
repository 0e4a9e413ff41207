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

/** Bytes of a fingerprint (assembly/fingerprint/field.ts). */
const printBytes = 16
/** ACC elements that the ALU keeps beside the hardware's (assembly/fingerprint/alu.ts). */
const spareAcc = 2

/** Room for each instruction: its place in an order, and what the check keeps of it (assembly/fingerprint/check.ts). */
const orderBytes = 4
const workBytes = 88

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
 * Checks of one workload's programs that cost nanoseconds an instruction. Programs run on fingerprints: every element of a
 * tensor is a random number of a field instead of BLOCK (or BLOCK x BLOCK) values, a GEMM iteration one multiplication and
 * addition, an ALU operation a random affine function (docs/verification.md says what follows from a right result).
 * Scratchpads hold other random numbers at launch.
 */
export class QuickChecks {
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  readonly #code = startWasm('fingerprint', this.#memory)
  /** All of the memory. */
  #bytes = new Uint8Array()
  #words = new Uint32Array()
  #end = wasmOwnBytes
  /** Where it is written what programs must store. */
  readonly #expected: number
  /** Where a program is put. */
  #program: Area = { address: 0, bytes: 0 }

  /** @param seed of all random numbers. */
  constructor(workload: Workload, hardware: Hardware, seed: number) {
    this.#fillScratchpads(hardware, seed)
    this.#expected = this.#expect(workload, hardware, seed)
  }

  /** Runs a program that finished as timed. */
  check(program: CheckedProgram, timing: Timing): Shown {
    const { words, count, work } = this.#load(program)
    const bits = this.#code.checkAsWritten(words, count, work, this.#expected)
    return shown[bits === 0 ? this.#checkAsTimed(program, timing) : bits]
  }

  /** Runs a program in the order in which its instructions started. */
  #checkAsTimed(program: CheckedProgram, timing: Timing): number {
    const { words, count, order, work } = this.#load(program)
    const started = startOrder(program.instructions, timing)
    this.#words.set(started, order / 4)
    return this.#code.checkInOrder(words, count, order, started.length, work, this.#expected)
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
    this.#code.setTable(memoryId.uop, address / microOpBytes, microOps, words + microOpsAt)
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

  #fillScratchpads({ depth }: Hardware, seed: number): void {
    const uop = this.#reserve(depth.uop * microOpBytes)
    const acc = this.#reserve((depth.acc + spareAcc) * printBytes)
    const out = this.#reserve(depth.out * printBytes)
    const inp = this.#reserve(depth.inp * printBytes)
    const wgt = this.#reserve(depth.wgt * printBytes)
    const bytes = this.#end - acc
    this.#code.place(0, acc, depth.acc, out, inp, 0, depth.inp, wgt, 0, depth.wgt, uop, depth.uop)
    this.#code.fillRandom(acc, bytes / printBytes, seed)
    this.#code.keepImage(this.#reserve(bytes))
  }

  /** Makes the tensors' random elements and the results that they must give. */
  #expect(workload: Workload, hardware: Hardware, seed: number): number {
    const { a, b, bias, c } = layOut(workload, hardware)
    const { elementBytes } = hardware
    const code = this.#code
    const table = (memory: number, { address, bytes }: Area, size: number): void => {
      const count = bytes / size
      const at = this.#reserve(count * printBytes)
      code.setTable(memory, address / size, count, at)
      code.fillRandom(at, count, seed + memory + 1)
    }
    table(memoryId.inp, a, elementBytes.inp)
    table(memoryId.wgt, b, elementBytes.wgt)
    if (bias) table(memoryId.acc, bias, elementBytes.acc)
    table(memoryId.out, c, elementBytes.out)
    const expected = this.#reserve((c.bytes / elementBytes.out) * printBytes)
    const { rows, nBlocks, kBlocks } = packedShape(workload, hardware)
    code.expectProducts(expected, rows, nBlocks, kBlocks)
    if (startsFromBias(workload.epilogue)) code.expectBias(expected, rows, nBlocks)
    for (const pass of epiloguePasses(workload.epilogue)) {
      if (pass.op === 'add') code.expectBias(expected, rows, nBlocks)
      else code.expectPass(expected, rows * nBlocks, aluWord(pass.op, pass.imm))
    }
    return expected
  }
}
