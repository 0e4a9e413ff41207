import type { CompiledProgram } from '../compiler/compile.js'
import { epiloguePasses, startsFromBias } from '../compiler/epilogue.js'
import { layOut, type Area } from '../compiler/layout.js'
import { type Hardware, memoryId } from '../hardware/hardware.js'
import { aluOps } from '../isa/fields.js'
import { microOpBytes } from '../isa/micro-op.js'
import { wordsPerInstruction } from '../isa/program.js'
import type { Timing } from '../simulator/result.js'
import { startWasm, wasmOwnBytes, wasmPageBytes } from '../simulator/wasm.js'
import { packedShape } from '../workload/packing.js'
import type { Workload } from '../workload/workload.js'

/** Bytes of a fingerprint (assembly/fingerprint/field.ts). */
const printBytes = 8
/** ACC elements that the ALU keeps beside the hardware's (assembly/fingerprint/alu.ts). */
const spareAcc = 2

/** Room that the checks need for each instruction (assembly/fingerprint/orderly.ts; starts take less). */
const workBytes = 56

/** What the checks look at. The first segment is the micro-ops. */
type PlacedProgram = Pick<CompiledProgram, 'instructions' | 'segments' | 'output'>

/** The last word of the ALU instruction with an immediate. */
const aluWord = (op: 'min' | 'max' | 'shr', immediate: number): number =>
  (aluOps.indexOf(op) << 12) | (1 << 15) | (immediate << 16)

/**
 * Checks of one workload's programs that cost nanoseconds an instruction. Programs run on fingerprints: every element of a tensor is a random number of a field instead of
 * BLOCK (or BLOCK x BLOCK) values, a GEMM iteration one multiplication and addition, an ALU operation a random function
 * (docs/verification.md says what follows from a right result). Scratchpads hold other random numbers at launch.
 */
export class QuickChecks {
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  readonly #code = startWasm('fingerprint', this.#memory)
  readonly #block: number
  /** All of the memory. */
  #bytes = new Uint8Array()
  #words = new Uint32Array()
  #end = wasmOwnBytes
  /** The scratchpads, and what they hold at launch. */
  readonly #pads: Area
  readonly #image: number
  /** What the program stores, and what it must store. */
  #results: Area = { address: 0, bytes: 0 }
  readonly #expected: number
  /** Where a program is put. */
  #program: Area = { address: 0, bytes: 0 }

  /** @param seed of all random numbers. */
  constructor(workload: Workload, hardware: Hardware, seed: number) {
    this.#block = hardware.block
    this.#pads = this.#placeScratchpads(hardware)
    this.#image = this.#reserve(this.#pads.bytes)
    this.#code.fillRandom(this.#image, this.#pads.bytes / printBytes, seed)
    this.#expected = this.#expect(workload, hardware, seed)
  }

  /**
   * Whether a program is shown to have no race, no ALU hazard and no wrapped scratchpad index. Of few that have none it
   * is not (assembly/fingerprint/orderly.ts): the ProgramChecker says of any. Its output must not lie where its
   * instructions do.
   */
  isOrderly(program: PlacedProgram): boolean {
    const { words, count, end } = this.#load(program)
    const { address, bytes } = program.output
    return this.#code.isOrderly(words, count, end, this.#block, address, bytes) === 1
  }

  /** Whether a program that ran as timed stores what it must, and touches nothing that it need not. */
  hasRightFingerprint(program: PlacedProgram, { start }: Timing): boolean {
    const { words, count, end } = this.#load(program)
    this.#words.set(start, end / 4)
    this.#launch()
    return this.#code.run(words, end, count) === 1 && this.#code.countWrong(this.#expected) === 0
  }

  /** Puts a program into memory. @returns where its instructions are, and where there is room for more about it. */
  #load({ instructions, segments }: PlacedProgram) {
    const [{ address, bytes }] = segments
    const count = instructions.length / wordsPerInstruction
    const microOpsAt = instructions.length * 4
    const room = Math.ceil((microOpsAt + bytes.length) / 16) * 16
    this.#makeRoom(room + count * workBytes)
    const words = this.#program.address
    this.#words.set(instructions, words / 4)
    this.#bytes.set(bytes, words + microOpsAt)
    const microOps = bytes.length / microOpBytes
    this.#code.setTable(memoryId.uop, address / microOpBytes, microOps, words + microOpsAt)
    return { words, count, end: words + room }
  }

  /** Scratchpads full of random elements, results of wrong ones: what is not written shows. */
  #launch(): void {
    const { address, bytes } = this.#pads
    this.#bytes.copyWithin(address, this.#image, this.#image + bytes)
    this.#bytes.fill(0xff, this.#results.address, this.#results.address + this.#results.bytes)
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

  #placeScratchpads({ depth }: Hardware): Area {
    const acc = this.#reserve((depth.acc + spareAcc) * printBytes)
    const out = this.#reserve(depth.out * printBytes)
    const inp = this.#reserve(depth.inp * printBytes)
    const wgt = this.#reserve(depth.wgt * printBytes)
    const uop = this.#reserve(depth.uop * microOpBytes)
    this.#code.place(0, acc, depth.acc, out, inp, 0, depth.inp, wgt, 0, depth.wgt, uop, depth.uop)
    return { address: acc, bytes: this.#end - acc }
  }

  /** Makes the tensors' random elements and the results that they must give. */
  #expect(workload: Workload, hardware: Hardware, seed: number): number {
    const { a, b, bias, c } = layOut(workload, hardware)
    const { elementBytes } = hardware
    const code = this.#code
    const table = (memory: number, { address, bytes }: Area, size: number): Area => {
      const count = bytes / size
      const at = this.#reserve(count * printBytes)
      code.setTable(memory, address / size, count, at)
      code.fillRandom(at, count, seed + memory + 1)
      return { address: at, bytes: count * printBytes }
    }
    table(memoryId.inp, a, elementBytes.inp)
    table(memoryId.wgt, b, elementBytes.wgt)
    if (bias) table(memoryId.acc, bias, elementBytes.acc)
    this.#results = table(memoryId.out, c, elementBytes.out)
    const expected = this.#reserve(this.#results.bytes)
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
