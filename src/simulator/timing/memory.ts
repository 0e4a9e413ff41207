import { instructionBytes, wordsPerInstruction } from '../../isa/program.js'
import { wasmPageBytes } from '../../wasm/module.js'

/** Bytes at the start that belong to the code (assembly/timing). */
const ownBytes = 2 * wasmPageBytes
/** Bytes of an instruction's words, first busy and first idle cycle. */
const bytesPerInstruction = instructionBytes + 4 + 4
/** Programs' lengths are rounded up to this, so that everything is aligned. */
const grain = 64

/** The memory that the machine works on: a program's words, then the log of who ran when. */
export class ProgramMemory {
  readonly memory = new WebAssembly.Memory({ initial: 3 })
  readonly words = ownBytes
  /** Instructions that there is room for. */
  #room = 0
  #words32: Uint32Array = new Uint32Array()
  /** All of it; another view after a longer program came. */
  ints: Int32Array = new Int32Array()
  /** Instructions of the program in place. */
  count = 0
  #start: Int32Array = new Int32Array()
  #end: Int32Array = new Int32Array()

  constructor() {
    this.#grow(grain)
  }

  get starts(): number {
    return this.words + this.#room * instructionBytes
  }

  get ends(): number {
    return this.starts + this.#room * 4
  }

  /** Views of the log, as long as the program; of no use any more once the next one is in place. */
  get start(): Int32Array {
    if (this.#start.length !== this.count) this.#start = this.#read(this.starts, this.count)
    return this.#start
  }

  get end(): Int32Array {
    if (this.#end.length !== this.count) this.#end = this.#read(this.ends, this.count)
    return this.#end
  }

  /** Makes room for a program. */
  reserve(count: number): void {
    this.count = count
    if (count > this.#room) this.#grow(count)
  }

  /** Puts instructions from one to before another where they belong. */
  put(instructions: Uint32Array, from: number, end: number): void {
    const first = from * wordsPerInstruction
    const words =
      end - from === this.count ? instructions : instructions.subarray(first, end * wordsPerInstruction)
    this.#words32.set(words, this.words / 4 + first)
  }

  /** Writes 32-bit words at a byte address. */
  write(address: number, words: Uint32Array): void {
    this.#words32.set(words, address / 4)
  }

  /** 32-bit words from a byte address on. */
  #read(address: number, count: number): Int32Array {
    return this.ints.subarray(address / 4, address / 4 + count)
  }

  #grow(count: number): void {
    this.#room = Math.ceil((2 * count) / grain) * grain
    const missing = ownBytes + this.#room * bytesPerInstruction - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.ceil(missing / wasmPageBytes))
    this.#words32 = new Uint32Array(this.memory.buffer)
    this.ints = new Int32Array(this.memory.buffer)
    this.#start = this.#read(this.starts, 0)
    this.#end = this.#read(this.ends, 0)
  }
}
