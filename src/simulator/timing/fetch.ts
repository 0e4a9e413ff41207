import { type Arbiter, client } from './arbiter.js'
import { never } from './clock.js'
import type { Module } from './module.js'
import { type Unit, unit, unitOf } from './routing.js'

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
  /** Unit whose full queue, or whose absence, holds up the next instruction; -1 if none does. */
  private blockedBy = -1

  /** @param modules by unit number. @param batch instructions of a full batch. */
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
    this.blockedBy = -1
    if (count > 0) this.request(1)
  }

  /** The batch's burst starts service in such a way that its last beat leaves the memory in cycle `last`. */
  arrive(last: number): void {
    this.due = last + 2
  }

  /** Moves what can be moved from cycle `now` on. */
  move(words: Uint32Array, now: number): void {
    let cycle = now
    while (this.next < this.batchEnd) {
      const target = unitOf(words, this.next * 4)
      if (target === unit.unknown || this.modules[target].queue.full) {
        this.holdUp(target, cycle, now)
        return
      }
      this.deliver(words, this.modules[target], ++cycle)
    }
    this.due = never
    // One cycle sees the empty buffer; the next command is offered in the following one.
    if (this.next < this.count) this.request(cycle + 1)
  }

  /** An entry left a module's queue in cycle `now`; seen in the next (timing.md 6: counted before the removal). */
  entryLeft(from: Unit, now: number): void {
    if (this.blockedBy !== from) return
    this.blockedBy = -1
    this.due = now + 1
  }

  /** Next instruction to move and the unit that holds it up; undefined when fetch does not wait for a place. */
  get waiting(): { readonly instruction: number; readonly target: number } | undefined {
    return this.blockedBy < 0 ? undefined : { instruction: this.next, target: this.blockedBy }
  }

  /** Whether every instruction was moved. */
  get done(): boolean {
    return this.next === this.count
  }

  private request(offer: number): void {
    this.batchEnd = Math.min(this.count, this.next + this.batch)
    this.arbiter.fire(client.fetch, offer, instructionBeats * (this.batchEnd - this.next))
  }

  private deliver(words: Uint32Array, module: Module, visible: number): void {
    module.queue.push(this.next++, visible)
    if (module.queue.length === 1) module.wake(words, visible)
  }

  /** The queue is full as far as known in cycle `now`; that can be decided in cycle `cycle` only. */
  private holdUp(target: Unit, cycle: number, now: number): void {
    this.due = cycle > now ? cycle : never
    this.blockedBy = cycle > now ? -1 : target
  }
}
