import type { Hardware } from '../../hardware/hardware.js'
import * as fields from '../../isa/fields.js'
import * as routing from '../../isa/module-of.js'
import * as program from '../../isa/program.js'
import type { Timing } from '../result.js'
import * as arbitration from './arbiter.js'
import * as clock from './clock.js'
import type { Dma } from './dma.js'
import { Execution } from './execution.js'
import { Fetch } from './fetch.js'
import { Module } from './module.js'
import { ReadServer } from './server.js'
import { ownStartUpDelay } from '../../hardware/start-up-delays.js'
import { explainStandstill } from './verdict.js'

const { earlier, longestRun, never } = clock
const { opcode, opcodeAt } = fields
const { moduleIndex } = routing
const { wordsPerInstruction } = program
const { client } = arbitration

export interface TimingOptions {
  /** Cycles that the read server waits when its FIFO has run empty (timing.md 7.3). The machine's own unless said. */
  readonly startUpDelay?: number
  /** Called with every read burst that the server takes, in the order of service. */
  readonly onBurst?: OnBurst
}

/**
 * @param who client (arbiter.ts). @param start the server turns to the burst in this cycle: its beats leave the memory
 * in the cycles after it, up to `lastBeat`.
 */
export type OnBurst = (who: number, start: number, lastBeat: number) => void

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
  private readonly server: ReadServer
  private readonly arbiter: arbitration.Arbiter
  private readonly execution: Execution
  private readonly load: Module
  private readonly compute: Module
  private readonly store: Module
  private readonly fetch: Fetch
  /** By client of the read path: its DMA, and the module that waits for it. */
  private readonly dmaOfClient: readonly Dma[]
  private readonly ownerOfClient: readonly Module[]
  private words: Uint32Array = new Uint32Array()
  /** Cycle of the latest event. */
  private now = 0
  private finished = false
  /** The instruction that would have left DRAM; -1 while there is none. */
  private strayed = -1
  private readonly onBurst: OnBurst | null

  constructor(
    readonly hardware: Hardware,
    options: TimingOptions = {},
  ) {
    this.onBurst = options.onBurst ?? null
    this.server = new ReadServer(options.startUpDelay ?? ownStartUpDelay)
    this.arbiter = new arbitration.Arbiter(this.server)
    this.execution = new Execution(hardware, this.arbiter, this.server)
    this.load = new Module(this.execution)
    this.compute = new Module(this.execution)
    this.store = new Module(this.execution)
    const modules = [this.load, this.compute, this.store]
    Module.chain(modules)
    this.fetch = new Fetch(modules, hardware.burstBeats / 2, this.arbiter)
    const { uop, inp, wgt, acc } = this.execution
    // The place of fetch, which has no DMA, is never read.
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
    this.stop(next === never ? never - 1 : Math.min(next, cutoff - 1))
    const { log } = this.execution
    return {
      ...this.verdict(next),
      start: log.start,
      end: log.end,
      counterHazards: this.execution.sumOfCounters('hazards'),
      wraps: this.execution.sumOfCounters('wraps'),
    }
  }

  private launch(instructions: Uint32Array, limits: TimingLimits): void {
    const count = instructions.length / wordsPerInstruction
    this.words = instructions
    this.now = 0
    this.finished = false
    this.strayed = -1
    this.server.reset()
    this.arbiter.reset()
    this.execution.reset(count, limits.dramBytes)
    this.load.reset()
    this.compute.reset()
    this.store.reset()
    this.fetch.launch(count)
  }

  /**
   * Processes events in order of time. Returns the cycle of the last one if it ends the run, else of the first that does
   * not come before `cutoff`; `never` if none is left.
   */
  private runUntil(cutoff: number): number {
    const { fetch, load, compute, store, words } = this
    while (true) {
      const completes = earlier(earlier(load.due, compute.due), store.due)
      const now = this.grantBefore(earlier(earlier(fetch.due, cutoff), completes))
      if (now >= cutoff) return this.nextEvent()
      this.now = now
      // Fetch counts queue entries before this cycle's removals (timing.md 6, 7.6).
      if (fetch.due === now) fetch.move(words, now)
      // What completes together with FINISH is not seen any more.
      if (compute.due === now && this.complete(compute, moduleIndex.compute, now)) return now
      if (load.due === now && this.complete(load, moduleIndex.load, now)) return now
      if (store.due === now && this.complete(store, moduleIndex.store, now)) return now
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
    while (arbiter.due < until) until = earlier(until, this.grant(arbiter.due))
    return until
  }

  /** Returns the cycle of what the grant brings about. */
  private grant(now: number): number {
    const { arbiter, server } = this
    const who = arbiter.grant(now)
    if (this.onBurst !== null) this.onBurst(who, server.start, server.lastBeat)
    const come = who === client.fetch ? this.fetch.arrive(server.lastBeat) : this.arrive(who, now)
    arbiter.schedule(now)
    this.now = now
    return come
  }

  /** A DMA's burst is granted. Returns the cycle in which its load completes, if that is known. */
  private arrive(who: number, now: number): number {
    const dma = this.dmaOfClient[who]
    const done = dma.arrive(now)
    if (dma.busy) this.ownerOfClient[who].due = done
    return done
  }

  /** A module's instruction completes. Returns whether that ends the run. */
  private complete(module: Module, index: number, now: number): boolean {
    const { words, execution } = this
    const instruction = module.queue.head
    if (execution.log.start[instruction] > now) {
      this.strayed = instruction
      return true
    }
    const at = instruction * wordsPerInstruction
    this.finished = opcodeAt(words, at) === opcode.finish
    module.complete(words, now)
    this.fetch.entryLeft(words, index, now)
    return this.finished
  }

  /** The run is over with cycle `last`: what was settled for later never happens. */
  private stop(last: number): void {
    const { log } = this.execution
    for (const { busy, queue } of [this.load, this.compute, this.store]) {
      if (busy && log.start[queue.head] > last + 1) log.start[queue.head] = -1
    }
    this.execution.stop(last)
  }

  private verdict(next: number): Pick<Timing, 'status' | 'cycles' | 'deadlock' | 'fault'> {
    if (this.finished) return { status: 'finished', cycles: this.now }
    const { words, execution, fetch, load, compute, store, now } = this
    if (this.strayed >= 0) {
      return { status: 'fault', cycles: 0, fault: execution.strayFault(words, this.strayed) }
    }
    if (next !== never) return { status: 'cutoff', cycles: 0 }
    return { cycles: 0, ...explainStandstill({ words, fetch, load, compute, store }, now) }
  }
}
