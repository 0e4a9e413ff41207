import * as clock from './clock.js'
import type { ReadServer } from './server.js'

const { earlier, latest, never } = clock

/** The clients of the read path, in the order of their priority (timing.md 7.2). */
export const client = { fetch: 0, uop: 1, inp: 2, wgt: 3, acc: 4 } as const
export type Client = (typeof client)[keyof typeof client]
export const clientCount = 5

/**
 * The read arbiter (timing.md 7.2): one command slot a client, fixed priority, one grant a cycle. `due` is the cycle of
 * the next grant.
 */
export class Arbiter {
  due = never
  /** First cycle in which the arbiter sees each client's slot occupied; `never` when it is empty. */
  private readonly occupied = new Int32Array(clientCount)
  private readonly beats = new Int32Array(clientCount)

  constructor(private readonly server: ReadServer) {}

  reset(): void {
    this.occupied.fill(never)
    this.due = never
  }

  slotEmpty(who: number): boolean {
    return this.occupied[who] === never
  }

  /** A command of `beats` fires in cycle `cycle`: it occupies the client's slot, which must be empty, from the next. */
  fire(who: number, cycle: number, beats: number): void {
    const from = cycle + 1
    this.occupied[who] = from
    this.beats[who] = beats
    if (from >= this.due) return
    const due = this.server.grantable(from)
    if (due < this.due) this.due = due
  }

  /**
   * Grants the occupied slot of the highest priority in cycle `now`. Returns its client, which may then fill the slot
   * again; `schedule` is due after that.
   */
  grant(now: number): number {
    const occupied = this.occupied
    let who = 0
    while (occupied[who] > now) who++
    occupied[who] = never
    this.server.accept(now, who, this.beats[who])
    return who
  }

  /** Works out the next grant, after one in cycle `now`. */
  schedule(now: number): void {
    const o = this.occupied
    const first = earlier(o[0], earlier(earlier(o[1], o[2]), earlier(o[3], o[4])))
    this.due = first === never ? never : this.server.grantable(latest(first, now + 1))
  }
}
