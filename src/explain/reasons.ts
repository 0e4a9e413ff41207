import { client, type Client } from '../simulator/timing/structure.js'
import { clients, type ReadBus } from './read-bus.js'

/** What a module does in a cycle, or why it does nothing. */
export const reasons = [
  'busy',
  'token_from_load',
  'token_from_compute',
  'token_from_store',
  'place_in_load_queue',
  'place_in_compute_queue',
  'place_in_store_queue',
  'latency',
  'behind_fetch',
  'behind_uop',
  'behind_inp',
  'behind_wgt',
  'behind_acc',
  'instruction',
  'idle',
] as const
export type Reason = (typeof reasons)[number]

/** Cycles by reason; those of none are left out. */
export type CyclesByReason = Readonly<Partial<Record<Reason, number>>>

/** By module index. */
export const tokenFrom: readonly Reason[] = ['token_from_load', 'token_from_compute', 'token_from_store']
export const placeIn: readonly Reason[] = [
  'place_in_load_queue',
  'place_in_compute_queue',
  'place_in_store_queue',
]

export const categories = ['busy', 'waiting_for_token', 'waiting_for_memory', 'idle'] as const
export type Category = (typeof categories)[number]

/** A place in a neighbour's queue counts with the tokens: both are what a module waits for another with. */
const categoryOf: Readonly<Record<Reason, Category>> = {
  busy: 'busy',
  token_from_load: 'waiting_for_token',
  token_from_compute: 'waiting_for_token',
  token_from_store: 'waiting_for_token',
  place_in_load_queue: 'waiting_for_token',
  place_in_compute_queue: 'waiting_for_token',
  place_in_store_queue: 'waiting_for_token',
  latency: 'waiting_for_memory',
  behind_fetch: 'waiting_for_memory',
  behind_uop: 'waiting_for_memory',
  behind_inp: 'waiting_for_memory',
  behind_wgt: 'waiting_for_memory',
  behind_acc: 'waiting_for_memory',
  instruction: 'waiting_for_memory',
  idle: 'idle',
}

/** Counts cycles by reason. */
export class Ledger {
  readonly #cycles = new Map<Reason, number>()

  add(reason: Reason, cycles: number): void {
    if (cycles > 0) this.#cycles.set(reason, this.of(reason) + cycles)
  }

  /**
   * The cycles [from, to), in which a client waits for its beats: those in which they come, those in which others' come
   * before its last, and those in which it waits for no other.
   */
  addTransfer(bus: ReadBus, who: Client, from: number, to: number): void {
    const beats = bus.beats(from, bus.endOf(who, from, to))
    for (const [other, sent] of beats.entries()) {
      this.add(other === who ? 'busy' : `behind_${clients[other]}`, sent)
    }
    this.add('latency', to - from - beats.reduce((sum, sent) => sum + sent, 0))
  }

  of(reason: Reason): number {
    return this.#cycles.get(reason) ?? 0
  }

  get total(): number {
    return [...this.#cycles.values()].reduce((sum, cycles) => sum + cycles, 0)
  }

  inCategory(category: Category): number {
    return reasons.reduce((sum, reason) => (categoryOf[reason] === category ? sum + this.of(reason) : sum), 0)
  }

  /** In the order of `reasons`. */
  get byReason(): CyclesByReason {
    return Object.fromEntries(reasons.map((r) => [r, this.of(r)] as const).filter(([, cycles]) => cycles > 0))
  }
}

/** By memory id of a LOAD: UOP, WGT, INP, ACC. */
export const clientOfMemory = [client.uop, client.wgt, client.inp, client.acc] as const
