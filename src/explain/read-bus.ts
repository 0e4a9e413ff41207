import { clientCount, type Client } from '../simulator/timing/structure.js'

/** The clients of the read path by their numbers (timing.md 7.2). */
export const clients = ['fetch', 'uop', 'inp', 'wgt', 'acc'] as const
export type ClientName = (typeof clients)[number]

/** Beats that the memory sends to each client, by its number, in a span of cycles; the rest of it sends nothing. */
export type Beats = readonly number[]

/** What the memory sent to whom: bursts in the order of service, which never overlap (timing.md 7.3). */
export class ReadBus {
  readonly #clients: number[] = []
  /** First cycle in which a beat of the burst leaves the memory, and the cycle after its last. */
  readonly #from: number[] = []
  readonly #to: number[] = []

  /** A burst that the server turns to in cycle `start`; its beats leave in the cycles after, up to `lastBeat`. */
  add(who: number, start: number, lastBeat: number): void {
    this.#clients.push(who)
    this.#from.push(start + 1)
    this.#to.push(lastBeat + 1)
  }

  /** Beats sent in the cycles [from, to). */
  beats(from: number, to: number): Beats {
    const beats = Array.from({ length: clientCount }, () => 0)
    for (let burst = this.#firstAfter(from); burst < this.#from.length && this.#from[burst] < to; burst++) {
      beats[this.#clients[burst]] += Math.min(to, this.#to[burst]) - Math.max(from, this.#from[burst])
    }
    return beats
  }

  /** The cycle after a client's last beat in the cycles [from, to); `to` where it has none. */
  endOf(who: Client, from: number, to: number): number {
    let burst = this.#firstAfter(to - 1)
    if (burst === this.#from.length || this.#from[burst] >= to) burst--
    for (; burst >= 0 && this.#to[burst] > from; burst--) {
      if (this.#clients[burst] === who) return Math.min(to, this.#to[burst])
    }
    return to
  }

  /** Last beats' cycles of a client's bursts, oldest first. */
  lastBeatsOf(who: Client): readonly number[] {
    return this.#to.filter((_, burst) => this.#clients[burst] === who).map((to) => to - 1)
  }

  /** The cycles [from, to) from some clients' first beat to their last; null when they have none. */
  span(of: readonly Client[]): { readonly from: number; readonly to: number } | null {
    const own = (who: number): boolean => of.some((one) => one === who)
    const first = this.#clients.findIndex(own)
    const last = this.#clients.findLastIndex(own)
    return first < 0 ? null : { from: this.#from[first], to: this.#to[last] }
  }

  /** The first burst that ends after cycle `cycle`. */
  #firstAfter(cycle: number): number {
    let low = 0
    let high = this.#to.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#to[middle] > cycle) high = middle
      else low = middle + 1
    }
    return low
  }
}
