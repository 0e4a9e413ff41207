import { epiloguePasses, startsFromBias, type AluPass } from '../epilogue.js'
import type { Layout } from '../layout.js'
import { microOpWord } from '../../isa/micro-op.js'
import { Microcode } from '../microcode.js'
import type { BufferName, Leaf, Nest, Node, TileLoop } from '../nest.js'
import { IllegalSchedule, type Axis, type Schedule } from '../schedule.js'
import { placeBuffers, type Placement } from '../scratchpad.js'
import { noImm, StepKind, Steps } from '../steps.js'
import { inFlightLimit } from '../transfers.js'

const maxThreads = 4
const axisIndex = { m: 0, n: 1, k: 2 } as const
const at = (axis: Axis, thread: number): number => axisIndex[axis] * maxThreads + thread

/** The part of a tensor that a buffer holds for a thread: first row and column, and its columns as row pitch. */
class Held {
  readonly row = new Int32Array(maxThreads)
  readonly column = new Int32Array(maxThreads)
  readonly rows = new Int32Array(maxThreads)
  readonly columns = new Int32Array(maxThreads)
}

const rowsAndColumns = { a: ['m', 'k'], b: ['n', 'k'], bias: [null, 'n'], c: ['m', 'n'] } as const

/** What a schedule's GEMM iterates over besides the micro-ops, outer loop first. */
const loopsBesides = { m: ['n', 'k'], n: ['m', 'k'], k: ['n', 'm'] } as const satisfies Record<
  Axis,
  readonly Axis[]
>

const aluCode = { min: 0, max: 1, add: 2, shr: 3 } as const

/**
 * Pass 8: walks the nest once, in the order the machine will, and writes one step an instruction, with scratchpad
 * and DRAM indices, micro-ops and loop factors. Tokens come next. An instance serves one hardware for many
 * programs; `steps` and `microcode` are valid until the next run.
 */
export class Unroller {
  readonly steps = new Steps()
  readonly microcode: Microcode
  private nest!: Nest
  private layout!: Layout
  private place!: Placement
  private uopAxis: Axis = 'm'
  private passes: readonly AluPass[] = []
  private uopStep = 0
  private active = 1
  private threadAxis: Axis | null = null
  private readonly start = new Int32Array(3 * maxThreads)
  private readonly size = new Int32Array(3 * maxThreads)
  private readonly held = { a: new Held(), b: new Held(), bias: new Held(), c: new Held() }
  private readonly factors = new Int32Array(6)

  constructor(uopDepth: number) {
    this.microcode = new Microcode(uopDepth)
  }

  /** @throws IllegalSchedule when the nest does not fit the scratchpads. */
  run(nest: Nest, layout: Layout, schedule: Schedule): void {
    this.nest = nest
    this.layout = layout
    this.place = placeBuffers(nest)
    this.uopAxis = schedule.uop_axis
    this.passes = epiloguePasses(nest.workload.epilogue)
    this.active = 1
    this.threadAxis = null
    this.steps.clear()
    this.microcode.clear()
    for (const axis of ['m', 'n', 'k'] as const) this.cover(axis)
    this.openEpoch()
    this.walk(nest.body)
    this.closeEpoch()
    this.steps.finish()
  }

  private walk(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind === 'loop') this.loop(node)
      else this.leaf(node)
    }
  }

  private loop({ axis, threads, body }: TileLoop): void {
    const chunks = this.nest.chunks?.[axis]
    if (!chunks) throw new Error(`the ${axis} loop is not tiled`)
    for (let i = 0; i < chunks.size.length; i += threads) {
      const group = Math.min(threads, chunks.size.length - i)
      if (threads > 1) {
        this.active = group
        this.threadAxis = axis
      }
      for (let t = 0; t < maxThreads; t++) {
        const chunk = threads > 1 ? Math.min(i + t, i + group - 1) : i
        this.start[at(axis, t)] = chunks.start[chunk]
        this.size[at(axis, t)] = chunks.size[chunk]
      }
      this.walk(body)
    }
    if (threads > 1) {
      this.active = 1
      this.threadAxis = null
    }
    this.cover(axis)
  }

  /** Outside its tile loop, an axis is covered whole. */
  private cover(axis: Axis): void {
    for (let t = 0; t < maxThreads; t++) {
      this.start[at(axis, t)] = 0
      this.size[at(axis, t)] = this.nest.extents[axis]
    }
  }

  private leaf(leaf: Leaf): void {
    const ofThread = this.threadAxis !== null && leaf.points.includes(this.threadAxis)
    const threads = ofThread ? this.active : 1
    for (let t = 0; t < threads; t++) this.statement(leaf, t)
  }

  private statement(leaf: Leaf, t: number): void {
    switch (leaf.op) {
      case 'copy_a':
        return this.copy(
          'a',
          t,
          StepKind.loadInp,
          this.layout.a.address / this.nest.hardware.elementBytes.inp,
        )
      case 'copy_b':
        return this.copy(
          'b',
          t,
          StepKind.loadWgt,
          this.layout.b.address / this.nest.hardware.elementBytes.wgt,
        )
      case 'copy_bias':
        return this.copy(
          'bias',
          t,
          StepKind.loadAcc,
          (this.layout.bias?.address ?? 0) / this.nest.hardware.elementBytes.acc,
        )
      case 'init':
        return this.init(t)
      case 'update':
        return this.update(t)
      case 'epilogue':
        for (const pass of this.passes) this.alu(pass, t)
        return
      case 'write':
        return this.write(t)
    }
  }

  /** Thread t's part of a buffer: t where each thread has its own, 0 where they share. */
  private part(name: BufferName, t: number): number {
    return this.nest.buffers[name].perThread ? t : 0
  }

  private base(name: BufferName, t: number): number {
    const place = this.place[name]
    return place.base + this.part(name, t) * place.size
  }

  /** Notes what a buffer holds from now on: the current chunk, or all, of its axes. */
  private hold(name: BufferName, t: number): void {
    const [rowAxis, columnAxis] = rowsAndColumns[name]
    const held = this.held[name]
    const part = this.part(name, t)
    held.row[part] = rowAxis ? this.start[at(rowAxis, t)] : 0
    held.rows[part] = rowAxis ? this.size[at(rowAxis, t)] : 1
    held.column[part] = this.start[at(columnAxis, t)]
    held.columns[part] = this.size[at(columnAxis, t)]
  }

  private copy(name: 'a' | 'b' | 'bias', t: number, kind: StepKind, dramBase: number): void {
    this.hold(name, t)
    const held = this.held[name]
    const part = this.part(name, t)
    const rows = held.rows[part]
    const width = held.columns[part]
    const pitch = this.nest.extents[rowsAndColumns[name][1]]
    const dram = dramBase + held.row[part] * pitch + held.column[part]
    const sram = this.base(name, t)
    const most = inFlightLimit(this.nest.hardware, kind)
    if (rows * width <= most) {
      this.load(kind, name, part, sram, dram, rows, width, pitch)
    } else if (rows > 1) {
      const upper = Math.ceil(rows / 2)
      this.load(kind, name, part, sram, dram, upper, width, pitch)
      this.load(kind, name, part, sram + upper * width, dram + upper * pitch, rows - upper, width, pitch)
    } else {
      const left = Math.ceil(width / 2)
      this.load(kind, name, part, sram, dram, 1, left, left)
      this.load(kind, name, part, sram + left, dram + left, 1, width - left, width - left)
    }
  }

  private load(
    kind: StepKind,
    name: BufferName,
    part: number,
    sram: number,
    dram: number,
    rows: number,
    width: number,
    stride: number,
  ): void {
    const step = this.steps.transfer(kind, sram, dram, rows, width, rows === 1 ? width : stride)
    if (name !== 'bias') this.steps.fills[step] = this.slot(name, part)
  }

  /** Slots are numbered per buffer and thread: a's, then b's, then c's. */
  private slot(name: BufferName, part: number): number {
    return (name === 'a' ? 0 : name === 'b' ? maxThreads : 2 * maxThreads) + part
  }

  private init(t: number): void {
    this.hold('c', t)
    if (startsFromBias(this.nest.workload.epilogue)) {
      this.biasPass(t, aluCode.add, 0)
      return
    }
    const part = this.part('c', t)
    const c = this.base('c', t)
    const elements = this.held.c.rows[part] * this.held.c.columns[part]
    const step = this.computeStep(StepKind.reset, microOpWord(c, 0, 0), 0, 1, 1, elements)
    this.steps.dstInner[step] = 1
  }

  /** An ALU pass whose second operand is the bias row of each row of C; imm 0 with add copies it. */
  private biasPass(t: number, op: number, imm: number): void {
    const part = this.part('c', t)
    const { rows, columns, column } = this.held.c
    const biasPart = this.part('bias', t)
    const src = this.base('bias', t) + column[part] - this.held.bias.column[biasPart]
    const first = microOpWord(this.base('c', t), src, 0)
    const step = this.computeStep(StepKind.alu, first, 0, 1, rows[part], columns[part])
    this.steps.dstOuter[step] = columns[part]
    this.steps.dstInner[step] = this.steps.srcInner[step] = 1
    this.finishAlu(step, op, imm, part)
  }

  private alu(pass: AluPass, t: number): void {
    if (pass.op === 'add') {
      this.biasPass(t, aluCode.add, noImm)
      return
    }
    const part = this.part('c', t)
    const c = this.base('c', t)
    const elements = this.held.c.rows[part] * this.held.c.columns[part]
    const step = this.computeStep(StepKind.alu, microOpWord(c, c, 0), 0, 1, 1, elements)
    this.steps.dstInner[step] = this.steps.srcInner[step] = 1
    this.finishAlu(step, aluCode[pass.op], pass.imm, part)
  }

  private finishAlu(step: number, op: number, imm: number, part: number): void {
    this.steps.op[step] = op
    this.steps.imm[step] = imm
    this.steps.out[step] = this.slot('c', part)
  }

  /**
   * One GEMM over the current chunks. dst, src and wgt are linear in the three axes; the micro-ops run over one,
   * the instruction's loops over the others.
   */
  private update(t: number): void {
    const a = this.part('a', t)
    const b = this.part('b', t)
    const c = this.part('c', t)
    const { held, factors } = this
    const m = this.start[at('m', t)]
    const n = this.start[at('n', t)]
    const k = this.start[at('k', t)]
    const dst = this.base('c', t) + (m - held.c.row[c]) * held.c.columns[c] + (n - held.c.column[c])
    const src = this.base('a', t) + (m - held.a.row[a]) * held.a.columns[a] + (k - held.a.column[a])
    const wgt = this.base('b', t) + (n - held.b.row[b]) * held.b.columns[b] + (k - held.b.column[b])
    const stride = this.axisStride(this.uopAxis, a, b, c)
    const [outer, inner] = loopsBesides[this.uopAxis]
    this.axisFactors(outer, 0, a, b, c)
    this.axisFactors(inner, 3, a, b, c)
    const uops = this.size[at(this.uopAxis, t)]
    const first = microOpWord(dst, src, wgt)
    const step = this.computeStep(
      StepKind.gemm,
      first,
      stride,
      uops,
      this.size[at(outer, t)],
      this.size[at(inner, t)],
    )
    const { steps } = this
    steps.dstOuter[step] = factors[0]
    steps.srcOuter[step] = factors[1]
    steps.wgtOuter[step] = factors[2]
    steps.dstInner[step] = factors[3]
    steps.srcInner[step] = factors[4]
    steps.wgtInner[step] = factors[5]
    steps.readsInp[step] = this.slot('a', a)
    steps.readsWgt[step] = this.slot('b', b)
    steps.out[step] = this.slot('c', c)
  }

  /** How far dst, src and wgt move when an axis moves by one, into factors[to..to+2]. */
  private axisFactors(axis: Axis, to: number, a: number, b: number, c: number): void {
    const { held, factors } = this
    factors[to] = axis === 'm' ? held.c.columns[c] : axis === 'n' ? 1 : 0
    factors[to + 1] = axis === 'm' ? held.a.columns[a] : axis === 'k' ? 1 : 0
    factors[to + 2] = axis === 'n' ? held.b.columns[b] : axis === 'k' ? 1 : 0
  }

  private axisStride(axis: Axis, a: number, b: number, c: number): number {
    this.axisFactors(axis, 0, a, b, c)
    return microOpWord(this.factors[0], this.factors[1], this.factors[2])
  }

  private write(t: number): void {
    const part = this.part('c', t)
    const { row, column, rows, columns } = this.held.c
    const pitch = this.nest.extents.n
    const dram =
      this.layout.c.address / this.nest.hardware.elementBytes.out + row[part] * pitch + column[part]
    const step = this.steps.transfer(
      StepKind.store,
      this.base('c', t),
      dram,
      rows[part],
      columns[part],
      pitch,
    )
    this.steps.out[step] = this.slot('c', part)
  }

  private computeStep(
    kind: StepKind,
    first: number,
    stride: number,
    uops: number,
    outer: number,
    inner: number,
  ): number {
    let uop = this.microcode.place(first, stride, uops)
    if (uop < 0) {
      this.closeEpoch()
      this.microcode.newEpoch()
      this.openEpoch()
      uop = this.microcode.place(first, stride, uops)
      if (uop < 0) this.tooManyMicroOps(uops)
    }
    return this.steps.compute(kind, uop, uops, outer, inner)
  }

  private tooManyMicroOps(uops: number): never {
    throw new IllegalSchedule(
      'uop_axis',
      `the uop scratchpad holds ${this.nest.hardware.depth.uop}`,
      `${uops} micro-ops over ${this.uopAxis}`,
    )
  }

  /** Reserves the LOAD UOP step of an epoch; its length is known when the epoch ends. */
  private openEpoch(): void {
    this.uopStep = this.steps.transfer(StepKind.loadUop, 0, 0, 1, 0, 0)
  }

  private closeEpoch(): void {
    const { start, words } = this.microcode.currentEpoch
    this.steps.dram[this.uopStep] = this.layout.end / this.nest.hardware.elementBytes.uop + start
    this.steps.columns[this.uopStep] = this.steps.stride[this.uopStep] = words
  }
}
