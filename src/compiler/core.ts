import { beatBytes } from '../hardware/hardware.js'
import { aluOps } from '../isa/fields.js'
import { builtModule } from '../wasm/module.js'
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
  setStatements(count: number): number
}

/** The immediate of a pass without one (assembly/compiler/workload.ts). */
const noImmediate = 0x10000

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

  /** Words that lie in the memory; good until they are written anew. */
  wordsAt(address: number, count: number): Uint32Array {
    return new Uint32Array(this.words.buffer, address, count)
  }

  /** Bytes that lie in the memory; good until they are written anew. */
  bytesAt(address: number, count: number): Uint8Array {
    return new Uint8Array(this.words.buffer, address, count)
  }
}
