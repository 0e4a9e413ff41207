/** Read bursts outstanding at once, all clients together (timing.md 2). */
const tags = 16
/** Bursts remembered: those outstanding, and those whose last beats the clients have not written yet. */
const ring = 2 * tags

/**
 * The read server behind the request FIFO (timing.md 7.3): serves bursts in the order of their grants, a beat a cycle,
 * and waits the start-up delay whenever the FIFO has run empty. Keeps the last-beat cycles of the latest bursts, which
 * say when a tag is free and when no grant can be (7.2).
 */
export class ReadServer {
  /** The latest bursts' clients, start cycles and last-beat cycles, which rise; burst k at k modulo the ring's length. */
  private readonly clients = new Uint8Array(ring)
  private readonly starts = new Int32Array(ring)
  private readonly lastBeats = new Int32Array(ring)
  private granted = 0
  /** First burst whose last-beat cycle is not before the latest grant. */
  private pending = 0
  /** Cycle in which the latest burst starts, and the one in which its last beat leaves the memory. */
  start = 0
  lastBeat = 0

  constructor(private readonly startUpDelay: number) {}

  reset(): void {
    this.granted = 0
    this.pending = 0
    this.start = -startedLongAgo
    this.lastBeat = -startedLongAgo
  }

  /** Takes a client's burst granted in cycle `now`; sets `start` and `lastBeat`. */
  accept(now: number, who: number, beats: number): void {
    const visible = now + 1
    const ranEmpty = visible >= this.start + 2
    const delayed = ranEmpty ? visible + this.startUpDelay : 0
    this.start = delayed > this.lastBeat ? delayed : this.lastBeat
    this.lastBeat = this.start + beats
    const at = this.granted & (ring - 1)
    this.clients[at] = who
    this.starts[at] = this.start
    this.lastBeats[at] = this.lastBeat
    this.granted++
    while (this.lastBeats[this.pending & (ring - 1)] <= now) this.pending++
  }

  /** Calls back a client's bursts whose last beat leaves the memory in cycle `from` or later, oldest first. */
  forEachSince(who: number, from: number, visit: (start: number, lastBeat: number) => void): void {
    for (let burst = Math.max(0, this.granted - ring); burst < this.granted; burst++) {
      const at = burst & (ring - 1)
      if (this.clients[at] === who && this.lastBeats[at] >= from) visit(this.starts[at], this.lastBeats[at])
    }
  }

  /** First cycle from `from` on with a free tag that is not the last-beat cycle of any burst (timing.md 7.2). */
  grantable(from: number): number {
    let cycle = from
    if (this.granted >= tags) {
      const tagFree = this.lastBeats[(this.granted - tags) & (ring - 1)] + 1
      if (tagFree > cycle) cycle = tagFree
    }
    for (let burst = this.pending; burst < this.granted; burst++) {
      const lastBeat = this.lastBeats[burst & (ring - 1)]
      if (lastBeat > cycle) break
      if (lastBeat === cycle) cycle++
    }
    return cycle
  }
}

/** Before any launch; what began then is over. */
const startedLongAgo = 1000
