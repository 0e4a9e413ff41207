import { beatBytes, type Hardware } from '../hardware/hardware.js'

/*
 * A machine whose modules, tokens and fetch are the real ones but whose memory serves every transfer as if it were
 * alone. Each instruction starts when its module is free, when it can have been fetched at the earliest, and when the
 * data it uses are there; it lasts as long as it does without contention. Everything the real machine adds
 * (contention, a queue that is full, a second load of micro-ops) only delays, but for one thing: the memory's start-up
 * of 16 cycles is not paid by a burst that finds another client's burst waiting (timing.md 7.3). A burst of micro-ops,
 * of the bias or of fetch can so help one transfer each, by at most 16 cycles; what they can help in all is taken off.
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

export class FlowMachine {
  /** Instructions so far; first idle cycle of each module after its last one. */
  private count = 0
  private loadIdle = 0
  private compute = 0
  private storeIdle = 0
  private uopPending = true
  /** Where in the program the micro-ops are loaded, how many there are at most, and the bursts of other clients. */
  private uopIndex = 0
  private microOps = 0
  private helpers = 0
  private loads = 0
  private readonly beats: Readonly<Record<'inp' | 'wgt' | 'acc' | 'out', number>>

  constructor(private readonly hardware: Hardware) {
    const { inp, wgt, acc, out } = hardware.elementBytes
    this.beats = { inp: inp / beatBytes, wgt: wgt / beatBytes, acc: acc / beatBytes, out: out / beatBytes }
  }

  /** Begins a program. */
  begin(): void {
    this.count = this.loadIdle = this.compute = this.storeIdle = 0
    this.uopPending = true
    this.microOps = this.helpers = this.loads = 0
  }

  /**
   * Loads elements of INP or WGT, at most so many at a time, none before a cycle.
   * @returns the first idle cycle behind them.
   */
  load(pad: 'inp' | 'wgt', elements: number, most: number, from: number): number {
    const loads = Math.ceil(elements / most)
    const extra = this.beats[pad] === 1 ? startUpOneBeat : startUp
    for (let i = 0; i < loads; i++) {
      const part = Math.floor(((i + 1) * elements) / loads) - Math.floor((i * elements) / loads)
      const cycles = part * this.beats[pad] + extra
      this.loadIdle = Math.max(this.loadIdle, this.visible(), from) + 1 + cycles - this.helpOfMicroOps()
      this.count++
      if (i === 0) this.firstMicroOps()
    }
    return this.loadIdle
  }

  /** The first transfer may find the micro-ops' burst waiting, if that came before it. */
  private helpOfMicroOps(): number {
    if (this.loads++ > 0 || this.uopPending) return 0
    return Math.min(memoryDelay, Math.max(0, this.count - this.uopIndex - 1))
  }

  /** Loads elements of the bias. */
  loadBias(elements: number): void {
    const beats = elements * this.beats.acc
    this.helpers += Math.ceil(beats / this.hardware.burstBeats) + 1
    this.computeStep(beats + startUp - memoryDelay)
  }

  /** Loads the micro-ops here, or more of them. */
  loadMicroOps(): void {
    if (this.uopPending) {
      this.firstMicroOps()
      return
    }
    this.helpers++
    this.computeStep(shortestUopLoad - memoryDelay)
  }

  /** Sets elements of C to their start. */
  start(elements: number): void {
    this.firstMicroOps()
    this.microOps++
    this.computeStep(elements + pipeline)
  }

  /** A product, once its data are there. @returns the first idle cycle behind it. */
  multiply(iterations: number, microOps: number, data: number): number {
    this.microOps += microOps
    this.firstMicroOps()
    this.compute = Math.max(this.compute, this.visible(), data) + 1 + iterations + pipeline
    this.count++
    return this.compute
  }

  /** An ALU pass. @returns the first idle cycle behind it. */
  pass(iterations: number): number {
    this.microOps++
    this.computeStep(iterations + pipeline)
    return this.compute
  }

  /** Stores rows, once their results are there. */
  store(rows: number, width: number, result: number): void {
    this.storeIdle = Math.max(this.storeIdle, this.visible(), result) + 1 + this.storeCycles(rows, width)
    this.count++
  }

  /** Rows start bursts, and a burst is at most the longest (timing.md 8). */
  private storeCycles(rows: number, width: number): number {
    const r = this.beats.out
    const bursts = rows * Math.ceil((width * r) / this.hardware.burstBeats)
    return r === 1 ? rows * width + 4 * bursts : (r + 1) * rows * width + 3 * bursts
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
  finish(): number {
    const start = Math.max(this.compute, this.visible(), this.storeIdle) + 1
    const batch = this.hardware.burstBeats / 2
    const batches = Math.ceil((this.count + 1) / batch)
    const uopBursts = Math.ceil(this.microOps / (2 * this.hardware.burstBeats))
    const helpers = this.helpers + (batches - 1) + (uopBursts - 1)
    return 22 + 2 * Math.min(this.count + 1, batch) + start - memoryDelay * helpers
  }
}
