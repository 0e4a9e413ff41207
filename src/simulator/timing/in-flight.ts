import { never } from './clock.js'

/** Bursts of one client that can be on their way: at most 16 tags, and those whose last beats are being written. */
const ring = 32

/**
 * The in-flight counter of one DMA (timing.md 7.4, 12.3): beats requested less own beats written since the load began,
 * modulo 2^bits; the load has its data when it is 0 after the last command. As long as it equals the beats that are
 * really outstanding, the last write of the last burst decides, and nothing is counted here. It is followed exactly
 * from where that ends: when beats of an earlier load are still on their way at the start, when the requests reach
 * the modulus, or when a request counts less than its burst brings.
 */
export class InFlightCounter {
  /** Whether the counter is followed exactly. */
  exact = false
  /** Firings of the assertion that the counter is not 0 when a beat is written. */
  hazards = 0
  /** Times that the counter went past its largest value or below 0. */
  wraps = 0
  /** First and last write cycles of the client's latest bursts, burst k at k modulo the ring's length. */
  private readonly firstWrites = new Int32Array(ring)
  private readonly lastWrites = new Int32Array(ring)
  private bursts = 0
  private requested = 0
  /** The counter before its update in `cycle`, if `exact`; bursts before `oldest` were written before. */
  private value = 0
  private cycle = 0
  private oldest = 0
  /** The counter before its latest request. */
  private saved = { request: 0, value: 0, cycle: 0, oldest: 0, hazards: 0, wraps: 0 }

  constructor(private readonly modulus: number) {}

  reset(): void {
    this.bursts = 0
    this.exact = false
    this.hazards = 0
    this.wraps = 0
  }

  /** Last write cycle of the client's latest burst; -1 before the first. */
  get lastWrite(): number {
    return this.bursts === 0 ? -1 : this.lastWrites[(this.bursts - 1) & (ring - 1)]
  }

  /** A load goes in cycle `go`; `slotTaken` when a command of an earlier load is still in the slot. */
  start(go: number, slotTaken: boolean): void {
    this.requested = 0
    this.exact = false
    if (slotTaken || this.lastWrite > go) this.follow(go + 1, 0)
  }

  /** A burst of this client is granted in cycle `now`: it is written in the cycles `first` to `last`. */
  arrive(now: number, first: number, last: number): void {
    if (this.exact) this.advance(now)
    this.firstWrites[this.bursts & (ring - 1)] = first
    this.lastWrites[this.bursts & (ring - 1)] = last
    this.bursts++
  }

  /** A command fires in cycle `cycle`: a burst of `beats`, of which `counted` are counted. */
  request(cycle: number, beats: number, counted: number): void {
    this.requested += counted
    if (!this.exact) {
      if (this.requested < this.modulus && counted === beats) return
      this.follow(cycle, this.outstanding(cycle))
    }
    this.save(cycle)
    this.advance(cycle)
    const sum = this.value + counted - this.writesIn(cycle)
    if (sum >= this.modulus || sum < 0) this.wraps++
    this.value = this.wrapped(sum)
    this.cycle = cycle + 1
  }

  /** Calls back own bursts still to be written in `cycle` or later, if the padding engine was not told of them. */
  forEachLeft(cycle: number, visit: (first: number, last: number) => void): void {
    for (let k = this.firstLeft(cycle); k < this.bursts; k++) {
      visit(Math.max(cycle, this.firstWrites[k & (ring - 1)]), this.lastWrites[k & (ring - 1)])
    }
  }

  /** Follows the counter up to the end of cycle `cycle`, in which the load or the run ends. */
  stop(cycle: number): void {
    if (this.exact && cycle < this.saved.request) this.restore()
    if (this.exact) this.advance(cycle + 1)
    this.exact = false
  }

  /**
   * First cycle from the last command on in which the counter is 0 and padding is idle, by the bursts granted so far;
   * `never` when it does not come with these. Call it only if `exact`, after the last command.
   */
  zeroFrom(paddingIdle: number): number {
    let value = this.value
    let cycle = this.cycle
    for (let k = this.firstLeft(cycle); k < this.bursts; k++) {
      const first = Math.max(cycle, this.firstWrites[k & (ring - 1)])
      const end = this.lastWrites[k & (ring - 1)] + 1
      // The counter stays 0 up to the cycle of the next write.
      if (value === 0 && Math.max(cycle, paddingIdle) <= first) return Math.max(cycle, paddingIdle)
      // Within the burst it is 0 for single cycles.
      for (let zero = first + (value || this.modulus); zero < end; zero += this.modulus) {
        if (paddingIdle <= zero) return zero
      }
      value = this.wrapped(value - (end - first))
      cycle = end
    }
    return value === 0 ? Math.max(cycle, paddingIdle) : never
  }

  private follow(cycle: number, value: number): void {
    this.exact = true
    this.saved.request = 0
    this.cycle = cycle
    this.value = value
    this.oldest = this.firstLeft(cycle)
  }

  /** Requests are known ahead of their cycle: should the run end before it, they never were. */
  private save(request: number): void {
    const { value, cycle, oldest, hazards, wraps } = this
    this.saved = { request, value, cycle, oldest, hazards, wraps }
  }

  private restore(): void {
    const { value, cycle, oldest, hazards, wraps } = this.saved
    this.value = value
    this.cycle = cycle
    this.oldest = oldest
    this.hazards = hazards
    this.wraps = wraps
  }

  private advance(to: number): void {
    for (; this.oldest < this.bursts; this.oldest++) {
      const first = Math.max(this.cycle, this.firstWrites[this.oldest & (ring - 1)])
      const end = this.lastWrites[this.oldest & (ring - 1)] + 1
      this.write(Math.min(end, to) - first)
      if (end > to) break
    }
    this.cycle = Math.max(this.cycle, to)
  }

  /** Counts `beats` written in cycles in which no command fires. */
  private write(beats: number): void {
    if (beats <= 0) return
    const below = Math.ceil((beats - this.value) / this.modulus)
    if (below > 0) {
      this.hazards += below
      this.wraps += below
    }
    this.value = this.wrapped(this.value - beats)
  }

  /** Beats requested and not written before `cycle`, none of them in the slot. */
  private outstanding(cycle: number): number {
    let beats = 0
    this.forEachLeft(cycle, (first, last) => {
      beats += last + 1 - first
    })
    return beats
  }

  private writesIn(cycle: number): number {
    for (let k = this.oldest; k < this.bursts; k++) {
      if (this.firstWrites[k & (ring - 1)] <= cycle && cycle <= this.lastWrites[k & (ring - 1)]) return 1
    }
    return 0
  }

  /** The first burst that is still to be written in `cycle` or later. */
  private firstLeft(cycle: number): number {
    let k = this.bursts
    const kept = Math.max(0, this.bursts - ring)
    while (k > kept && this.lastWrites[(k - 1) & (ring - 1)] >= cycle) k--
    return k
  }

  private wrapped(value: number): number {
    return ((value % this.modulus) + this.modulus) % this.modulus
  }
}
