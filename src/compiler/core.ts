import { beatBytes } from '../hardware/hardware.js'
import { aluOps } from '../isa/fields.js'
import { builtModule } from '../wasm/module.js'
import type { BufferName } from './nest.js'
import type { Placement } from './scratchpad.js'
import { statementKind } from './statements.js'
import type { Subject } from './subject.js'

/** What a front end needs of compiled code (assembly/compiler/front-end.ts): addresses are bytes, counts are rows. */
export interface FrontEndCode {
  setExtents(m: number, n: number, k: number): void
  /** Where A, B, bias, C and the micro-ops begin in DRAM, in elements. */
  setDram(a: number, b: number, bias: number, c: number, microOps: number): void
  /** Depth of UOP; elements that one load of INP, WGT and ACC may move. */
  setScratchpads(uop: number, inp: number, wgt: number, acc: number, uopBurst: number): void
  /** Begins an epilogue; what starts a tile of C, the bias or zero. */
  setStart(fromBias: number): void
  addPass(op: number, immediate: number): void
  setRing(kind: number, first: number, capacity: number, slot: number): void
  setNodes(count: number): number
  reserveSizes(count: number): number
  setSizes(m: number, n: number, k: number, firstK: number, lastK: number, groups: number): void
  walk(tiles: number, microOpsFirst: number): number
  /** Address of so many words of a list of products (flat-list.ts), to be filled in. */
  reserveList(words: number): number
  /** Takes the list. Returns 0, or why it cannot be (list-refusals.ts). */
  takeList(): number
  /** Of the list that was taken: sizes of the largest chunks of m and n and of the deepest product, in rows and blocks. */
  largestRows(): number
  largestColumns(): number
  largestDepth(): number
  /** Elements of A and of B that one of its products' loads brings at most. */
  largestPieceOfA(): number
  largestPieceOfB(): number
  /** Whether compute idles before a load of micro-ops, 0 or 1. */
  listWaits(): number
  /** Walks it. Returns 0, or why it cannot be; what the numbers say is in assembly/compiler/list-walk.ts. */
  walkList(a: number, b: number, startsEach: number, bias: number, uopAt: number, spare: number): number
  /** The product at fault, or the tile; and how many blocks of k a tile gets. */
  guiltyOfList(): number
  blocksOfTile(tile: number): number
}

/** The immediate of a pass without one (assembly/compiler/workload.ts). */
const noImmediate = 0x10000

const buffers = ['a', 'b', 'bias', 'c'] as const

/** A buffer's ring has the number of the statement that takes its regions. */
const ringOf = {
  a: statementKind.takeA,
  b: statementKind.takeB,
  bias: statementKind.takeBias,
  c: statementKind.start,
} as const satisfies Record<BufferName, number>

/** Compiled code that works on statements, in a memory of its own. */
export class Core<Code extends FrontEndCode = FrontEndCode> {
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  readonly code: Code
  #words = new Int32Array(this.#memory.buffer)

  /** @param file what the build makes of the code, without ending. */
  constructor(file: string) {
    this.code = new WebAssembly.Instance<Code>(builtModule(file), { env: { memory: this.#memory } }).exports
  }

  get byteLength(): number {
    return this.words.byteLength
  }

  /** All of the memory; another view after it has grown. */
  get words(): Int32Array {
    if (this.#words.length === 0) this.#words = new Int32Array(this.#memory.buffer)
    return this.#words
  }

  /** Says what all programs of a workload on a hardware share; places in DRAM are element indices. */
  setSubject({ extents, layout, hardware, mostElements, fromBias, passes }: Subject): void {
    const { code } = this
    const { inp, wgt, acc, out, uop } = hardware.elementBytes
    const { a, b, bias, c, end } = layout
    code.setExtents(extents.m, extents.n, extents.k)
    code.setDram(a.address / inp, b.address / wgt, (bias?.address ?? 0) / acc, c.address / out, end / uop)
    const uopBurst = (hardware.burstBeats * beatBytes) / uop
    code.setScratchpads(hardware.depth.uop, mostElements.inp, mostElements.wgt, mostElements.acc, uopBurst)
    code.setStart(Number(fromBias))
    for (const pass of passes) {
      code.addPass(aluOps.indexOf(pass.op), pass.op === 'add' ? noImmediate : pass.imm)
    }
  }

  /** Says where buffers lie. */
  place(placement: Placement): void {
    for (const name of buffers) {
      const { first, capacity, slot } = placement[name]
      this.code.setRing(ringOf[name], first, capacity, slot)
    }
  }

  /** Words that lie in the memory; good until they are written anew. */
  wordsAt(address: number, count: number): Uint32Array {
    return new Uint32Array(this.words.buffer, address, count)
  }

  /** Bytes that lie in the memory; good until they are written anew. */
  bytesAt(address: number, count: number): Uint8Array {
    return new Uint8Array(this.words.buffer, address, count)
  }
}
