/*
 * The program as steps, one an instruction, in program order: what `unroll` writes, `synchronize` adds tokens to
 * and `emit` encodes. Columns of typed arrays, grown by doubling and reused from program to program.
 *
 *   loads, stores   sram, dram: element indices; rows, columns, stride: elements
 *   gemm, alu       uop: first micro-op in the scratchpad, uops: how many; outer, inner: loop counts;
 *                   dst*, src*, wgt*: factors in elements; op, imm: of the ALU, imm = noImm for tensor-tensor
 *   hazards         fills: the slot that a load fills; readsInp, readsWgt: slots that a GEMM reads;
 *                   out: the slot of C that an instruction writes to or stores from; -1 none
 */

export const StepKind = {
  loadUop: 0,
  loadWgt: 1,
  loadInp: 2,
  loadAcc: 3,
  reset: 4,
  gemm: 5,
  alu: 6,
  store: 7,
  finish: 8,
} as const
export type StepKind = (typeof StepKind)[keyof typeof StepKind]

/** Marks an ALU step whose second operand is a tensor. */
export const noImm = 0x10000

const columns = [
  'kind',
  'tokens',
  'sram',
  'dram',
  'rows',
  'columns',
  'stride',
  'uop',
  'uops',
  'outer',
  'inner',
  'dstOuter',
  'dstInner',
  'srcOuter',
  'srcInner',
  'wgtOuter',
  'wgtInner',
  'op',
  'imm',
  'fills',
  'readsInp',
  'readsWgt',
  'out',
] as const
type Column = (typeof columns)[number]

export class Steps implements Record<Column, Int32Array> {
  count = 0
  kind = new Int32Array(0)
  tokens = new Int32Array(0)
  sram = new Int32Array(0)
  dram = new Int32Array(0)
  rows = new Int32Array(0)
  columns = new Int32Array(0)
  stride = new Int32Array(0)
  uop = new Int32Array(0)
  uops = new Int32Array(0)
  outer = new Int32Array(0)
  inner = new Int32Array(0)
  dstOuter = new Int32Array(0)
  dstInner = new Int32Array(0)
  srcOuter = new Int32Array(0)
  srcInner = new Int32Array(0)
  wgtOuter = new Int32Array(0)
  wgtInner = new Int32Array(0)
  op = new Int32Array(0)
  imm = new Int32Array(0)
  fills = new Int32Array(0)
  readsInp = new Int32Array(0)
  readsWgt = new Int32Array(0)
  out = new Int32Array(0)

  /** Forgets all steps; the memory stays. */
  clear(): void {
    this.count = 0
  }

  /** Appends a step that moves rows x columns elements; gives its index. */
  transfer(kind: StepKind, sram: number, dram: number, rows: number, width: number, stride: number): number {
    const i = this.append(kind)
    this.sram[i] = sram
    this.dram[i] = dram
    this.rows[i] = rows
    this.columns[i] = width
    this.stride[i] = stride
    return i
  }

  /** Appends a GEMM, reset or ALU step over micro-ops and two loops, all factors zero; gives its index. */
  compute(kind: StepKind, uop: number, uops: number, outer: number, inner: number): number {
    const i = this.append(kind)
    this.uop[i] = uop
    this.uops[i] = uops
    this.outer[i] = outer
    this.inner[i] = inner
    this.dstOuter[i] = this.dstInner[i] = 0
    this.srcOuter[i] = this.srcInner[i] = 0
    this.wgtOuter[i] = this.wgtInner[i] = 0
    return i
  }

  /** Appends the FINISH step. */
  finish(): number {
    return this.append(StepKind.finish)
  }

  private append(kind: StepKind): number {
    if (this.count === this.kind.length) this.grow()
    const i = this.count++
    this.kind[i] = kind
    this.tokens[i] = 0
    this.fills[i] = this.readsInp[i] = this.readsWgt[i] = this.out[i] = -1
    return i
  }

  private grow(): void {
    const capacity = Math.max(256, this.kind.length * 2)
    for (const column of columns) {
      const wider = new Int32Array(capacity)
      wider.set(this[column])
      this[column] = wider
    }
  }
}
