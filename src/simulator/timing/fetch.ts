import * as routing from '../../isa/module-of.js'
import * as program from '../../isa/program.js'
import { type Arbiter, client } from './arbiter.js'
import * as clock from './clock.js'
import type { Module } from './module.js'

const { never } = clock
const { moduleIndex, moduleOf } = routing
const { wordsPerInstruction } = program

/** Beats of an instruction. */
const instructionBeats = 2

/**
 * Fetch (timing.md 6): requests a batch of instructions in one burst, waits for it, moves it to the modules' queues in
 * order, one instruction a cycle, then requests the next. `due` is the cycle of the next move to be decided: moves that
 * no queue can hold up are made ahead, since an instruction enters with the cycle from which on it is visible.
 */
export class Fetch {
  due = never
  /** Next instruction to move, and the end of its batch. */
  private next = 0
  private batchEnd = 0
  private count = 0
  /** The next instruction cannot move: its module's queue is full, or nothing executes it. */
  private blocked = false

  /** @param modules by `moduleIndex`. @param batch instructions of a full batch. */
  constructor(
    private readonly modules: readonly Module[],
    private readonly batch: number,
    private readonly arbiter: Arbiter,
  ) {}

  /** Launch in cycle 0 of a program of `count` instructions. */
  launch(count: number): void {
    this.due = never
    this.next = 0
    this.count = count
    this.blocked = false
    if (count > 0) this.request(1)
  }

  /** The last beat of the batch's burst leaves the memory in cycle `last`. Returns the cycle of the first move. */
  arrive(last: number): number {
    this.due = last + 2
    return this.due
  }

  /** Moves what can be moved from cycle `now` on. */
  move(words: Uint32Array, now: number): void {
    let cycle = now
    while (this.next < this.batchEnd) {
      const target = moduleOf(words, this.next * wordsPerInstruction)
      if (target === moduleIndex.nowhere || this.modules[target].queue.full) {
        this.holdUp(cycle, now)
        return
      }
      this.deliver(words, this.modules[target], ++cycle)
    }
    this.due = never
    // One cycle sees the empty buffer; the next command is offered in the following one.
    if (this.next < this.count) this.request(cycle + 1)
  }

  /** An entry left the queue of module `from` in cycle `now`: fetch counts it until then (timing.md 6). */
  entryLeft(words: Uint32Array, from: number, now: number): void {
    if (!this.blocked || moduleOf(words, this.next * wordsPerInstruction) !== from) return
    this.blocked = false
    this.due = now + 1
  }

  /** The instruction that cannot move; null when fetch does not wait for a place. */
  get stuckWith(): number | null {
    return this.blocked ? this.next : null
  }

  private request(offer: number): void {
    this.batchEnd = Math.min(this.count, this.next + this.batch)
    this.arbiter.fire(client.fetch, offer, instructionBeats * (this.batchEnd - this.next))
  }

  private deliver(words: Uint32Array, module: Module, visible: number): void {
    module.queue.push(this.next++, visible)
    module.wake(words, visible)
  }

  /** No place as far as known in cycle `now`, which can be decided in cycle `cycle` only. */
  private holdUp(cycle: number, now: number): void {
    this.blocked = cycle === now
    this.due = this.blocked ? never : cycle
  }
}
