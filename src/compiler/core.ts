import { aluOps } from '../isa/fields.js'
import { builtModule } from '../wasm/module.js'
import type { Subject } from './subject.js'

/** What assembly/compiler exports: addresses are bytes, counts are rows, DRAM places are elements. */
interface Code {
  setExtents(m: number, n: number, k: number): void
  /** Where A, B, bias, C and the micro-ops begin in DRAM. */
  setDram(a: number, b: number, bias: number, c: number, microOps: number): void
  /** Depth of UOP; elements that one load of INP, WGT and ACC may move. */
  setScratchpads(uop: number, inp: number, wgt: number, acc: number): void
  /** Begins an epilogue; what starts a tile of C, the bias or zero. */
  setStart(fromBias: number): void
  addPass(op: number, immediate: number): void
  setRing(kind: number, first: number, capacity: number, slot: number): void
  setFills(aInPieces: number, bInPieces: number): void
  setUopAxis(axis: number): void
  setNodes(count: number): number
  reserveSizes(count: number): number
  setSizes(m: number, n: number, k: number, firstK: number, lastK: number, groups: number): void
  walk(tiles: number, microOpsFirst: number): number
  setStatements(count: number): number
  statementsAt(): number
  statementCount(): number
  placeRegions(): void
  regionsAt(buffer: number): number
  unroll(): number
  synchronize(): void
  digest(): number
  instructionsAt(): number
  instructionCount(): number
  microOpsAt(): number
  microOpCount(): number
}

/** The immediate of a pass without one (assembly/compiler/workload.ts). */
const noImmediate = 0x10000

/** The compiled part of the compiler, at work on a memory of its own: from statements to instructions. */
export class Core {
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  readonly code = new WebAssembly.Instance<Code>(builtModule('compiler'), { env: { memory: this.#memory } })
    .exports
  #words = new Int32Array(this.#memory.buffer)

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
    code.setScratchpads(hardware.depth.uop, mostElements.inp, mostElements.wgt, mostElements.acc)
    code.setStart(Number(fromBias))
    for (const pass of passes) {
      code.addPass(aluOps.indexOf(pass.op), pass.op === 'add' ? noImmediate : pass.imm)
    }
  }

  /** The instructions now in the memory; good until the next program. */
  get instructions(): Uint32Array {
    const { code } = this
    return new Uint32Array(this.#memory.buffer, code.instructionsAt(), code.instructionCount() * 4)
  }

  /** The bytes of the micro-ops now in the memory; good until the next program. */
  get microOps(): Uint8Array {
    const { code } = this
    return new Uint8Array(this.#memory.buffer, code.microOpsAt(), code.microOpCount() * 4)
  }
}
