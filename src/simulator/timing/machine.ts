import type { Hardware } from '../../hardware/hardware.js'
import { memoryAt, opcode, opcodeAt, xSizeAt } from '../../isa/fields.js'
import { moduleIndex } from '../../isa/module-of.js'
import { wordsPerInstruction } from '../../isa/program.js'
import type { Timing } from '../result.js'
import { Arbiter, client } from './arbiter.js'
import { earlier, later, longestRun, never } from './clock.js'
import { computeCycles } from './compute.js'
import { Dma, dmaShape } from './dma.js'
import { DramLimit } from './dram.js'
import { Fetch } from './fetch.js'
import { InstructionLog } from './log.js'
import { Module } from './module.js'
import { ReadServer } from './server.js'
import { StoreEngine } from './store.js'
import { explainStandstill, strayFault } from './verdict.js'

export interface TimingOptions {
  /** Cycles that the read server waits when its FIFO has run empty (timing.md 7.3). 16 unless said. */
  readonly startUpDelay?: number
}

export interface TimingLimits {
  /** Size of the program's DRAM. */
  readonly dramBytes: number
  /** The run stops when this cycle is reached before FINISH executes: a run that finishes has fewer cycles. */
  readonly cutoff?: number
}

/**
 * The machine's exact timing (timing.md 10): from event to event, never from cycle to cycle, so a run costs what its
 * instructions and bursts cost. One machine can run any number of programs, one after the other; it needs no data.
 */
export class TimingMachine {
  private readonly load = new Module()
  private readonly compute = new Module()
  private readonly store = new Module()
  private readonly server: ReadServer
  private readonly arbiter: Arbiter
  private readonly fetch: Fetch
  private readonly storeEngine: StoreEngine
  private readonly dram: DramLimit
  /** DMAs by memory id, and by client number with the module each belongs to. */
  private readonly dmaOfMemory: readonly Dma[]
  private readonly dmaOfClient: readonly Dma[]
  private readonly ownerOfClient: readonly Module[]

  private words: Uint32Array = new Uint32Array()
  private dramBytes = 0
  private readonly log = new InstructionLog()
  /** Cycle of the event being processed; the cycle in which FINISH executed, once it did. */
  private now = 0
  private finished = false
  /** Instruction that left DRAM; -1 while none did. */
  private strayed = -1

  constructor(
    readonly hardware: Hardware,
    options: TimingOptions = {},
  ) {
    Module.chain([this.load, this.compute, this.store])
    this.server = new ReadServer(options.startUpDelay ?? 16)
    this.arbiter = new Arbiter(this.server)
    this.fetch = new Fetch([this.load, this.compute, this.store], hardware.burstBeats / 2, this.arbiter)
    this.storeEngine = new StoreEngine(hardware)
    this.dram = new DramLimit(hardware)
    const dma = (memory: Parameters<typeof dmaShape>[1]) => new Dma(dmaShape(hardware, memory), this.arbiter)
    const [uop, inp, wgt, acc] = [dma('uop'), dma('inp'), dma('wgt'), dma('acc')]
    this.dmaOfMemory = [uop, wgt, inp, acc]
    // The place of fetch is never read.
    this.dmaOfClient = [uop, uop, inp, wgt, acc]
    this.ownerOfClient = [this.compute, this.compute, this.load, this.load, this.compute]
  }

  /**
   * Runs a program from launch until FINISH executes, `cutoff` is reached, or nothing can happen any more. `start` and
   * `end` of the result are this machine's own arrays: the next run overwrites them.
   * @param instructions four words each, in the order of fetch.
   */
  run(instructions: Uint32Array, limits: TimingLimits): Timing {
    this.launch(instructions, limits)
    const cutoff = Math.min(limits.cutoff ?? longestRun, longestRun)
    const next = this.runUntil(cutoff)
    this.stopCounters(next === never ? never - 1 : next < cutoff ? next : cutoff - 1)
    return {
      ...this.verdict(next),
      start: this.log.start,
      end: this.log.end,
      counterHazards: this.sumOverDmas((dma) => dma.counter.hazards),
      wraps: this.sumOverDmas((dma) => dma.counter.wraps),
    }
  }

  private launch(instructions: Uint32Array, limits: TimingLimits): void {
    const count = instructions.length / wordsPerInstruction
    this.words = instructions
    this.dramBytes = limits.dramBytes
    this.log.reset(count)
    this.now = 0
    this.finished = false
    this.strayed = -1
    for (const module of [this.load, this.compute, this.store]) module.reset()
    this.server.reset()
    this.arbiter.reset()
    for (const dma of this.dmaOfMemory) dma.reset()
    this.fetch.launch(count)
  }

  /** Processes events in order of time. Returns the cycle of the event it stopped before, `never` if there is none. */
  private runUntil(cutoff: number): number {
    const { fetch, load, compute, store } = this
    while (true) {
      const modulesDue = earlier(earlier(load.due, compute.due), store.due)
      const now = this.grantBefore(earlier(earlier(fetch.due, cutoff), modulesDue))
      if (now >= cutoff) return this.nextEvent()
      this.now = now
      // Decided from the state before this cycle (timing.md 7.6): moves of fetch, goes.
      if (fetch.due === now) fetch.move(this.words, now)
      if (load.due === now && !load.busy) this.go(load, now)
      if (compute.due === now && !compute.busy) this.go(compute, now)
      if (store.due === now && !store.busy) this.go(store, now)
      if (this.strayed >= 0) return now
      // Then what ends in it: queues and tokens change for the next cycle. What ends with FINISH is not seen any more.
      if (compute.due === now) this.completeCompute(now)
      if (this.finished) return now
      if (load.due === now) this.complete(load, moduleIndex.load, now)
      if (store.due === now) this.complete(store, moduleIndex.store, now)
    }
  }

  private nextEvent(): number {
    const { arbiter, fetch, load, compute, store } = this
    return Math.min(arbiter.due, fetch.due, load.due, compute.due, store.due)
  }

  /**
   * Makes the grants before cycle `next`, that of the next event of another kind: only the end of a load and fetch's
   * moves may come of them. Returns that cycle, or the earlier one of what came.
   */
  private grantBefore(next: number): number {
    const { arbiter } = this
    let until = next
    while (arbiter.due < until) {
      const come = this.grant(arbiter.due)
      if (come < until) until = come
    }
    return until
  }

  /** Returns the cycle of what the grant brings about. */
  private grant(now: number): number {
    const { arbiter, server } = this
    const who = arbiter.grant(now)
    const come = who === client.fetch ? this.fetch.arrive(server.lastBeat) : this.arrive(who, now)
    arbiter.schedule(now)
    this.now = now
    return come
  }

  /** A DMA's burst is granted. Returns the cycle in which its load is done, if that is known. */
  private arrive(who: number, now: number): number {
    const { server } = this
    const dma = this.dmaOfClient[who]
    const done = dma.arrive(now, server.start, server.lastBeat)
    if (dma.busy) this.ownerOfClient[who].due = done
    return done
  }

  private go(module: Module, now: number): void {
    const instruction = module.go(this.words)
    this.log.start[instruction] = now + 1
    module.due = this.execute(instruction, now)
  }

  /** Starts an instruction in its go cycle. Returns the cycle of its completion, `never` while that is open. */
  private execute(instruction: number, now: number): number {
    const { words } = this
    const at = instruction * wordsPerInstruction
    switch (opcodeAt(words, at)) {
      case opcode.load:
      case opcode.store:
        return xSizeAt(words, at) === 0 ? now + 1 : this.transfer(instruction, at, now)
      case opcode.finish:
        return now + 1
      default:
        return later(now, computeCycles(words, at))
    }
  }

  private transfer(instruction: number, at: number, now: number): number {
    const { words } = this
    if (this.dram.end(words, at) > this.dramBytes) this.strayed = instruction
    if (opcodeAt(words, at) === opcode.store) return later(now, this.storeEngine.cycles(words, at))
    return this.dmaOfMemory[memoryAt(words, at)].start(words, at, now)
  }

  private completeCompute(now: number): void {
    const at = this.compute.queue.head * wordsPerInstruction
    if (opcodeAt(this.words, at) === opcode.finish) this.finished = true
    this.complete(this.compute, moduleIndex.compute, now)
  }

  /** The cycle of completion: the module is idle from the next one on. */
  private complete(module: Module, index: number, now: number): void {
    const { words } = this
    const instruction = module.queue.head
    const at = instruction * wordsPerInstruction
    this.log.end[instruction] = now + 1
    if (opcodeAt(words, at) === opcode.load && xSizeAt(words, at) !== 0) {
      this.dmaOfMemory[memoryAt(words, at)].complete(now)
    }
    module.complete(words, now)
    this.fetch.entryLeft(words, index, now)
  }

  private verdict(next: number): Pick<Timing, 'status' | 'cycles' | 'deadlock' | 'fault'> {
    if (this.finished) return { status: 'finished', cycles: this.now }
    if (this.strayed >= 0) {
      const fault = strayFault(this.words, this.strayed, this.dram, this.dramBytes)
      return { status: 'fault', cycles: 0, fault }
    }
    if (next !== never) return { status: 'cutoff', cycles: 0 }
    const { words, fetch, load, compute, store, now } = this
    return { cycles: 0, ...explainStandstill({ words, fetch, load, compute, store }, now) }
  }

  /** The DMAs' assertions look on up to the last cycle of the run. */
  private stopCounters(last: number): void {
    for (const dma of this.dmaOfMemory) if (dma.busy) dma.counter.stop(last)
  }

  private sumOverDmas(of: (dma: Dma) => number): number {
    return this.dmaOfMemory.reduce((sum, dma) => sum + of(dma), 0)
  }
}
