import { instructionBytes, wordsPerInstruction } from '../../isa/program.js'
import { wasmPageBytes } from '../../wasm/module.js'

/** Bytes at the start that belong to the code (assembly/timing). */
const ownBytes = wasmPageBytes
/** Bytes of an instruction's words, first busy and first idle cycle. */
const bytesPerInstruction = instructionBytes + 4 + 4
/** Programs' lengths are rounded up to this, so that everything is aligned. */
const grain = 64

/** The memory that the machine works on: a program's words, then the log of who ran when. */
export class ProgramMemory {
  readonly memory = new WebAssembly.Memory({ initial: 2 })
  readonly words = ownBytes
  /** Instructions that there is room for. */
  #room = 0
  #words32: Uint32Array = new Uint32Array()
  #ints: Int32Array = new Int32Array()
  /** Views of the log, as long as the latest program. */
  start: Int32Array = new Int32Array()
  end: Int32Array = new Int32Array()

  constructor() {
    this.#grow(grain)
  }

  get starts(): number {
    return this.words + this.#room * instructionBytes
  }

  get ends(): number {
    return this.starts + this.#room * 4
  }

  /** Instructions of the program in place. */
  get count(): number {
    return this.start.length
  }

  /** Puts a program in place. Views of the log that were given before are of no use any more. */
  put(instructions: Uint32Array): void {
    const count = instructions.length / wordsPerInstruction
    if (count > this.#room) this.#grow(count)
    this.#words32.set(instructions, this.words / 4)
    if (this.start.length === count) return
    this.start = this.#view(this.starts, count)
    this.end = this.#view(this.ends, count)
  }

  /** 32-bit words from a byte address on. */
  read(address: number, count: number): Int32Array {
    return this.#view(address, count)
  }

  #view(address: number, count: number): Int32Array {
    return this.#ints.subarray(address / 4, address / 4 + count)
  }

  #grow(count: number): void {
    this.#room = Math.ceil((2 * count) / grain) * grain
    const missing = ownBytes + this.#room * bytesPerInstruction - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.ceil(missing / wasmPageBytes))
    this.#words32 = new Uint32Array(this.memory.buffer)
    this.#ints = new Int32Array(this.memory.buffer)
    this.start = this.#view(this.starts, 0)
  }
}
