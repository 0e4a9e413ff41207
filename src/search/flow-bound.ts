import { Cursor } from '../compiler/cursor.js'
import { tensorAxes } from '../compiler/emission.js'
import { epiloguePasses, startsFromBias, type AluPass } from '../compiler/epilogue.js'
import { loopsAround, type BufferName, type Leaf, type Nest, type TileLoop } from '../compiler/nest.js'
import { cut, mostChunks, type Cutting } from '../compiler/tiles.js'
import { Ring } from '../compiler/ring.js'
import { placeBuffers } from '../compiler/scratchpad.js'
import { inFlightLimit } from '../compiler/transfers.js'
import { walk, type Statements } from '../compiler/walk.js'
import { beatBytes, type Hardware } from '../hardware/hardware.js'
import type { Schedule, UopAxis } from '../compiler/schedule.js'

/*
 * A lower bound for one schedule: its program on a machine whose modules, tokens and fetch are the real ones but
 * whose memory serves every transfer as if it were alone. Each instruction starts when its module is free, when it
 * can have been fetched at the earliest, and when the data it uses are there; it lasts as long as it does without
 * contention. Everything the real machine adds (contention, a queue that is full, a second load of micro-ops) only
 * delays, but for one thing: the memory's start-up of 16 cycles is not
 * paid by a burst that finds another client's burst waiting (timing.md 7.3). A burst of micro-ops, of the bias or of
 * fetch can so help one transfer each, by at most 16 cycles; what they can help in all is taken off. Nothing is
 * compiled: the nest is walked once.
 *
 * Times are relative to the first instruction's visibility, which is known when the program's length is.
 */

/** Cycles of a transfer beyond its beats: INP, WGT and ACC 22; UOP, and INP of one beat an element, 21 (timing.md 11.1). */
const startUp = 22
const startUpOneBeat = 21
/** GEMM and ALU beyond their iterations (timing.md 4). */
const pipeline = 6
/** A one-word LOAD UOP (timing.md 11.1). */
const shortestUopLoad = 22
/** What a burst saves that finds another waiting (timing.md 7.3). */
const memoryDelay = 16
const maxThreads = 4

export class FlowBound implements Statements {
  readonly cursor = new Cursor()
  private readonly passes: readonly AluPass[]
  private readonly fromBias: boolean
  /** Instructions so far; first idle cycle of each module after its last one. */
  private count = 0
  private load = 0
  private compute = 0
  private store = 0
  /** By thread: when the operands' last transfer, and C's last result, was done. */
  private readonly done = { a: new Int32Array(maxThreads), b: new Int32Array(maxThreads) }
  private readonly result = new Int32Array(maxThreads)
  private readonly groups = Array.from({ length: maxThreads }, () => new PendingTiles())
  private readonly rings = { a: new Ring(), b: new Ring() }
  /** By region of a ring: when the last product that reads it ends. */
  private readUntil = { a: new Float64Array(1024), b: new Float64Array(1024) }
  /** By thread: when the space of the operand's region was free. */
  private readonly free = { a: new Float64Array(maxThreads), b: new Float64Array(maxThreads) }
  private readonly region = { a: new Int32Array(maxThreads), b: new Int32Array(maxThreads) }
  private readonly own = { a: false, b: false }
  private readonly cutsTile = { m: false, n: false }
  private uopPending = false
  /** Where in the program the micro-ops are loaded, how many there are at most, and the bursts of other clients. */
  private uopIndex = 0
  private microOps = 0
  private helpers = 0
  private loads = 0
  private uopAxis: UopAxis = 'least'
  private extents = { m: 1, n: 1, k: 1 }
  private readonly beats: Readonly<Record<'inp' | 'wgt' | 'acc' | 'out', number>>
  private readonly mostElements: Readonly<Record<'inp' | 'wgt' | 'acc', number>>

  constructor(
    private readonly hardware: Hardware,
    epilogue: Parameters<typeof epiloguePasses>[0],
  ) {
    this.passes = epiloguePasses(epilogue)
    this.fromBias = startsFromBias(epilogue)
    const { inp, wgt, acc, out } = hardware.elementBytes
    this.beats = { inp: inp / beatBytes, wgt: wgt / beatBytes, acc: acc / beatBytes, out: out / beatBytes }
    this.mostElements = {
      inp: inFlightLimit(hardware, 'inp'),
      wgt: inFlightLimit(hardware, 'wgt'),
      acc: inFlightLimit(hardware, 'acc'),
    }
  }

  /**
   * Cycles that the program of a schedule takes at least; the nest is the schedule's, after every nest pass.
   * @throws IllegalSchedule when the scratchpads do not hold it.
   */
  cycles(nest: Nest, schedule: Schedule): number {
    this.count = this.load = this.compute = this.store = 0
    for (const times of [this.done.a, this.done.b, this.result]) times.fill(0)
    this.own.a = nest.buffers.a.perThread
    this.own.b = nest.buffers.b.perThread
    this.extents = nest.extents
    this.placeRings(nest, schedule)
    const outsideK = loopsAround(nest.body, 'write') ?? []
    this.cutsTile.m = outsideK.some((loop) => loop.axis === 'm')
    this.cutsTile.n = outsideK.some((loop) => loop.axis === 'n')
    const tiles = nest.cutting ? tilesOf(outsideK, nest.cutting) : 1
    for (const group of this.groups) group.reset(cut(schedule.alu_tiles, tiles).size)
    this.uopPending = true
    this.microOps = this.helpers = this.loads = 0
    this.uopAxis = schedule.uop_axis
    if (schedule.uop_at === 'first') this.firstMicroOps()
    walk(this, nest)
    return this.finish()
  }

  private placeRings(nest: Nest, schedule: Schedule): void {
    const placement = placeBuffers(nest, schedule)
    for (const name of ['a', 'b'] as const) {
      const { first, capacity, slot } = placement[name]
      this.rings[name].clear(first, capacity, slot)
    }
  }

  copy(name: Exclude<BufferName, 'c'>, leaf: Leaf, t: number): void {
    const { outer, inner } = tensorAxes[name]
    const outers = outer ? this.cursor.size(outer, t) : 1
    const elements = outers * this.cursor.size(inner, t)
    if (name === 'bias') this.bringBias(elements)
    else {
      this.take(name, elements, t)
      if (leaf.fill === 'whole') this.bring(name, elements, t)
    }
  }

  /** Takes a region; what is brought into it must wait for the last use of what lay there. */
  private take(name: 'a' | 'b', elements: number, t: number): void {
    const ring = this.rings[name]
    const region = ring.take(elements)
    const until = this.readUntil[name]
    if (region === until.length) {
      this.readUntil[name] = new Float64Array(2 * region)
      this.readUntil[name].set(until)
    }
    this.readUntil[name][region] = 0
    let free = 0
    for (let r = ring.evictedFrom[region]; r < ring.evictedTo[region]; r++) {
      free = Math.max(free, this.readUntil[name][r])
    }
    const part = this.own[name] ? t : 0
    this.region[name][part] = region
    this.free[name][part] = free
  }

  private bringBias(elements: number): void {
    const beats = elements * this.beats.acc
    this.helpers += Math.ceil(beats / this.hardware.burstBeats) + 1
    this.computeStep(beats + startUp - memoryDelay)
  }

  fill(name: 'a' | 'b', t: number): void {
    const { outer, inner } = tensorAxes[name]
    this.bring(name, this.cursor.size(outer, t) * this.cursor.size(inner, t), t)
  }

  init(t: number): void {
    this.firstMicroOps()
    this.microOps++
    this.computeStep(this.cursor.size('m', t) * this.cursor.size('n', t) + pipeline)
    if (this.fromBias) this.result[t] = this.compute
  }

  update(t: number): void {
    const { cursor } = this
    const iterations = cursor.size('m', t) * cursor.size('n', t) * cursor.size('k', t)
    this.microOps += this.uopAxis === 'least' ? this.shortest(t) : cursor.size(this.uopAxis, t)
    const data = Math.max(this.done.a[this.own.a ? t : 0], this.done.b[this.own.b ? t : 0])
    this.firstMicroOps()
    this.compute = Math.max(this.compute, this.visible(), data) + 1 + iterations + pipeline
    this.count++
    this.result[t] = this.compute
    this.readUntil.a[this.region.a[this.own.a ? t : 0]] = this.compute
    this.readUntil.b[this.region.b[this.own.b ? t : 0]] = this.compute
  }

  private shortest(t: number): number {
    const { cursor } = this
    return Math.min(cursor.size('m', t), cursor.size('n', t), cursor.size('k', t))
  }

  epilogue(t: number): void {
    if (!this.groups[t].add(this.tile('n', t), this.tile('m', t))) return
    const { elements } = this.groups[t]
    this.microOps += this.passes.length
    for (const pass of this.passes) this.computeStep((pass.op === 'add' ? 2 : 1) * elements + pipeline)
    if (this.passes.length > 0) this.result[t] = this.compute
  }

  write(t: number): void {
    const group = this.groups[t]
    if (this.passes.length === 0) group.add(this.tile('n', t), this.tile('m', t))
    if (!group.isComplete) return
    const { tiles, elements } = group
    if (tiles[0].rows === this.extents.m) this.storeStep(1, elements, t)
    else for (const { blocks, rows } of tiles) this.storeStep(blocks === 1 ? 1 : blocks, rows, t)
    group.close()
  }

  loadMicroOps(): void {
    if (this.uopPending) return
    this.helpers++
    this.computeStep(shortestUopLoad - memoryDelay)
  }

  private storeStep(runs: number, width: number, t: number): void {
    this.store = Math.max(this.store, this.visible(), this.result[t]) + 1 + this.storeCycles(runs, width)
    this.count++
  }

  private tile(axis: 'm' | 'n', t: number): number {
    return this.cutsTile[axis] ? this.cursor.size(axis, t) : this.extents[axis]
  }

  private bring(name: 'a' | 'b', elements: number, t: number): void {
    const pad = name === 'a' ? 'inp' : 'wgt'
    const loads = Math.ceil(elements / this.mostElements[pad])
    const free = this.free[name][this.own[name] ? t : 0]
    const extra = this.beats[pad] === 1 ? startUpOneBeat : startUp
    for (let i = 0; i < loads; i++) {
      const beats =
        (Math.floor(((i + 1) * elements) / loads) - Math.floor((i * elements) / loads)) * this.beats[pad]
      this.load = Math.max(this.load, this.visible(), free) + 1 + beats + extra - this.helpOfMicroOps()
      this.count++
      if (i === 0) this.firstMicroOps()
    }
    this.done[name][this.own[name] ? t : 0] = this.load
  }

  /** The first transfer may find the micro-ops' burst waiting, if that came before it. */
  private helpOfMicroOps(): number {
    if (this.loads++ > 0 || this.uopPending) return 0
    return Math.min(memoryDelay, Math.max(0, this.count - this.uopIndex - 1))
  }

  private computeStep(cycles: number): void {
    this.compute = Math.max(this.compute, this.visible()) + 1 + cycles
    this.count++
  }

  private firstMicroOps(): void {
    if (!this.uopPending) return
    this.uopPending = false
    this.uopIndex = this.count
    this.computeStep(shortestUopLoad)
  }

  /** Rows start bursts, and a burst is at most the longest (timing.md 8). */
  private storeCycles(rows: number, width: number): number {
    const r = this.beats.out
    const bursts = rows * Math.ceil((width * r) / this.hardware.burstBeats)
    return r === 1 ? rows * width + 4 * bursts : (r + 1) * rows * width + 3 * bursts
  }

  /**
   * The earliest that the next instruction can be seen by its module (timing.md 6): one a cycle within a batch, a
   * full batch every 3 FB + 21 cycles; the last batch may be as short as one instruction, and come sooner for it.
   */
  private visible(): number {
    const batchSize = this.hardware.burstBeats / 2
    const batch = Math.floor(this.count / batchSize)
    const inBatch = this.count - batch * batchSize
    return batch === 0 ? inBatch : batch * (3 * batchSize + 21) - 2 * (batchSize - 1) + inBatch
  }

  /** The cycle in which FINISH, the next instruction, executes. */
  private finish(): number {
    const start = Math.max(this.compute, this.visible(), this.store) + 1
    const batch = this.hardware.burstBeats / 2
    const batches = Math.ceil((this.count + 1) / batch)
    const uopBursts = Math.ceil(this.microOps / (2 * this.hardware.burstBeats))
    const helpers = this.helpers + (batches - 1) + (uopBursts - 1)
    return 22 + 2 * Math.min(this.count + 1, batch) + start - memoryDelay * helpers
  }
}

const tilesOf = (loops: readonly TileLoop[], cutting: Cutting): number =>
  loops.reduce((tiles, { axis }) => tiles * mostChunks(cutting, axis), 1)

/** Tiles of C that wait for the ALU passes that they share, by their sizes. */
class PendingTiles {
  tiles: { readonly blocks: number; readonly rows: number }[] = []
  private sizes: readonly number[] = [1]
  private next = 0

  reset(sizes: readonly number[]): void {
    this.sizes = sizes
    this.next = 0
    this.tiles = []
  }

  /** True when the tile completes its group. */
  add(blocks: number, rows: number): boolean {
    this.tiles.push({ blocks, rows })
    return this.isComplete
  }

  get isComplete(): boolean {
    return this.tiles.length === this.sizes[this.next]
  }

  get elements(): number {
    return this.tiles.reduce((sum, { blocks, rows }) => sum + blocks * rows, 0)
  }

  close(): void {
    this.tiles = []
    this.next++
  }
}
