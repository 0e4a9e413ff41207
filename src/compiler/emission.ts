import { Cursor, maxThreads } from './cursor.js'
import { epiloguePasses, type AluPass } from './epilogue.js'
import { TileGroup } from './groups.js'
import { Held } from './held.js'
import type { Layout } from './layout.js'
import { Microcode } from './microcode.js'
import { loopsAround, type BufferName, type Nest } from './nest.js'
import { Ring } from './ring.js'
import { IllegalSchedule, type Axis, type Schedule, type UopAxis } from './schedule.js'
import { placeBuffers } from './scratchpad.js'
import { StepKind, Steps } from './steps.js'
import { cut, mostChunks } from './tiles.js'

/** A packed tensor's elements lie outer axis by inner axis (docs/layout.md); the bias is a row. */
export const tensorAxes = {
  a: { outer: 'k', inner: 'm' },
  b: { outer: 'k', inner: 'n' },
  bias: { outer: null, inner: 'n' },
  c: { outer: 'n', inner: 'm' },
} as const satisfies Record<BufferName, { outer: Axis | null; inner: Axis }>

/**
 * A program being written: the steps so far, the micro-ops they use, where the walk stands and what each buffer
 * holds. The statements of the nest write to it; an instance serves one hardware for many programs.
 */
export class Emission {
  readonly steps = new Steps()
  readonly cursor = new Cursor()
  readonly held = { a: new Held(), b: new Held(), bias: new Held(), c: new Held() }
  readonly rings = { a: new Ring(), b: new Ring(), bias: new Ring(), c: new Ring() }
  readonly microcode: Microcode
  passes: readonly AluPass[] = []
  uopAxis: UopAxis = 'm'
  /** Whether C's tiles are cut along an axis: its loop is outside k's. */
  readonly cutsTile = { m: false, n: false }
  /** The outermost loop that cuts C: its chunks of tiles lie one behind the other. */
  outerAxis: Axis = 'n'
  /** By thread: the tiles of C that wait for their ALU passes. */
  readonly groups = Array.from({ length: maxThreads }, () => new TileGroup())
  nest!: Nest
  layout!: Layout
  private uopStep = 0
  private uopPending = false

  constructor(uopDepth: number) {
    this.microcode = new Microcode(uopDepth)
  }

  /** Starts a program. @throws IllegalSchedule when the nest does not fit the scratchpads. */
  begin(nest: Nest, layout: Layout, schedule: Schedule): void {
    this.nest = nest
    this.layout = layout
    this.passes = epiloguePasses(nest.workload.epilogue)
    this.uopAxis = schedule.uop_axis
    this.held.a.fill = schedule.inp_fill
    this.held.b.fill = schedule.wgt_fill
    const outsideK = loopsAround(nest.body, 'write') ?? []
    for (const axis of ['m', 'n'] as const) this.cutsTile[axis] = outsideK.some((loop) => loop.axis === axis)
    this.outerAxis = outsideK[0]?.axis ?? 'n'
    const { cutting } = nest
    const tiles = cutting ? outsideK.reduce((n, { axis }) => n * mostChunks(cutting, axis), 1) : 1
    for (const group of this.groups) group.reset(cut(schedule.alu_tiles, tiles).size)
    const placement = placeBuffers(nest, schedule)
    for (const name of ['a', 'b', 'bias', 'c'] as const) {
      const { first, capacity, slot } = placement[name]
      this.rings[name].clear(first, capacity, slot)
    }
    this.steps.clear()
    this.microcode.clear()
    this.uopPending = true
    if (schedule.uop_at === 'first') this.loadMicroOps()
  }

  /** Ends a program. */
  end(): void {
    this.closeEpoch()
    this.steps.finish()
  }

  /** Thread t's part of a buffer: t where each thread has its own, 0 where they share. */
  part(name: BufferName, t: number): number {
    return this.nest.buffers[name].perThread ? t : 0
  }

  /** Takes a region for the current chunks of the buffer's axes. */
  take(name: BufferName, t: number): number {
    const { outer, inner } = tensorAxes[name]
    const { cursor } = this
    const held = this.held[name]
    const part = this.part(name, t)
    held.outer0[part] = outer ? cursor.start(outer, t) : 0
    held.outers[part] = outer ? cursor.size(outer, t) : 1
    held.inner0[part] = cursor.start(inner, t)
    held.inners[part] = cursor.size(inner, t)
    const region = this.rings[name].take(held.outers[part] * held.inners[part])
    held.region[part] = region
    held.base[part] = this.rings[name].base[region]
    return part
  }

  /**
   * A GEMM, reset or ALU step over a sequence of micro-ops, starting an epoch of micro-ops if it does not fit.
   * @throws IllegalSchedule when the sequence alone is larger than the scratchpad.
   */
  compute(kind: StepKind, first: number, stride: number, uops: number, outer: number, inner: number): number {
    this.loadMicroOps()
    let uop = this.microcode.place(first, stride, uops)
    if (uop < 0) {
      this.newMicroOps()
      uop = this.microcode.place(first, stride, uops)
      if (uop < 0) this.refuseMicroOps(uops)
    }
    return this.steps.compute(kind, uop, uops, outer, inner)
  }

  /** Loads the first micro-ops here, unless they are loaded already. */
  loadMicroOps(): void {
    if (!this.uopPending) return
    this.uopPending = false
    this.openEpoch()
  }

  /** Starts an epoch of micro-ops here, unless none was started yet. */
  newMicroOps(): void {
    if (this.uopPending) return
    this.closeEpoch()
    this.microcode.newEpoch()
    this.openEpoch()
  }

  private refuseMicroOps(uops: number): never {
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
