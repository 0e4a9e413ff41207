import { never } from './clock.js'

/** The cycles in which a burst's beats are written, one a cycle, both included. */
export interface Writes {
  readonly first: number
  readonly last: number
}

/**
 * The in-flight counter of one DMA (timing.md 7.4, 12.3): beats requested less own beats written since the load began,
 * modulo 2^bits; the load has its data when it is 0 after the last command. As long as it equals the beats that are
 * really outstanding, the last write of the last burst decides, and nothing but requests is counted here. It is followed
 * exactly from where that ends: when beats of an earlier load are still on their way at the start, when the requests
 * reach the modulus, or when a request counts less than its burst brings.
 */
export class InFlightCounter {
  /** Whether the counter is followed exactly. */
  exact = false
  /** Firings of the assertion that the counter is not 0 when a beat is written. */
  hazards = 0
  /** Times that the counter went past its largest value or below 0. */
  wraps = 0
  /** Beats requested by this load. */
  private requested = 0
  /** The counter before its update in `cycle`, and the own bursts not all written before it; if `exact`. */
  private value = 0
  private cycle = 0
  private bursts: readonly Writes[] = []
  /** The counter before its latest request, which came in cycle `request`. */
  private saved = { request: 0, value: 0, cycle: 0, bursts: this.bursts, hazards: 0, wraps: 0 }

  /** @param underWay own bursts granted so far that are written in a cycle or later, oldest first. */
  constructor(
    private readonly modulus: number,
    private readonly underWay: (cycle: number) => readonly Writes[],
  ) {}

  reset(): void {
    this.exact = false
    this.hazards = 0
    this.wraps = 0
  }

  /** A load goes in cycle `go`; `stale` when beats of an earlier load are still on their way or in the slot. */
  start(go: number, stale: boolean): void {
    this.requested = 0
    this.exact = false
    if (stale) this.follow(go + 1, 0)
  }

  /** A command fires in cycle `cycle`: a burst of `beats`, of which `counted` are counted. */
  request(cycle: number, beats: number, counted: number): void {
    this.requested += counted
    if (this.exact || this.requested >= this.modulus || counted !== beats) this.countRequest(cycle, counted)
  }

  /** A burst of this client is granted in cycle `now`. Only to be told if `exact`. */
  arrive(now: number, burst: Writes): void {
    this.advance(now)
    this.bursts = this.bursts.concat(burst)
  }

  /** Follows the counter up to the end of cycle `cycle`, in which the load or the run ends. */
  stop(cycle: number): void {
    if (!this.exact) return
    if (cycle < this.saved.request) this.restore()
    this.advance(cycle + 1)
    this.exact = false
  }

  /** Own bursts still to be written; if `exact`. */
  get left(): readonly Writes[] {
    return this.bursts
  }

  /**
   * First cycle from the last command on in which the counter is 0 and padding is idle, by the bursts granted so far;
   * `never` when it does not come with these. Call it only if `exact`, after the last command.
   */
  zeroFrom(paddingIdle: number): number {
    let { value, cycle } = this
    for (const burst of this.bursts) {
      const first = Math.max(cycle, burst.first)
      const end = burst.last + 1
      // The counter stays 0 up to the cycle of the next write.
      if (value === 0 && Math.max(cycle, paddingIdle) <= first) return Math.max(cycle, paddingIdle)
      // Within the burst it is 0 for single cycles.
      for (let zero = first + (value || this.modulus); zero < end; zero += this.modulus) {
        if (paddingIdle <= zero) return zero
      }
      if (end <= cycle) continue
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
    this.bursts = this.underWay(cycle)
  }

  private countRequest(cycle: number, counted: number): void {
    if (!this.exact) this.follow(cycle, this.outstanding(cycle))
    this.save(cycle)
    this.advance(cycle)
    const isWritten = this.bursts.some(({ first, last }) => first <= cycle && cycle <= last)
    const sum = this.value + counted - (isWritten ? 1 : 0)
    if (sum >= this.modulus || sum < 0) this.wraps++
    this.value = this.wrapped(sum)
    this.cycle = cycle + 1
  }

  /** Beats requested and not written before `cycle`, none of them in the slot. */
  private outstanding(cycle: number): number {
    return this.underWay(cycle).reduce((sum, { first, last }) => sum + last + 1 - Math.max(first, cycle), 0)
  }

  /** Requests are known ahead of their cycle: should the run end before it, they never were. */
  private save(request: number): void {
    const { value, cycle, bursts, hazards, wraps } = this
    this.saved = { request, value, cycle, bursts, hazards, wraps }
  }

  private restore(): void {
    const { value, cycle, bursts, hazards, wraps } = this.saved
    this.value = value
    this.cycle = cycle
    this.bursts = bursts
    this.hazards = hazards
    this.wraps = wraps
  }

  /** Counts the writes before cycle `to`, none of them in a cycle in which a command fires. */
  private advance(to: number): void {
    for (const { first, last } of this.bursts) {
      this.write(Math.min(last + 1, to) - Math.max(this.cycle, first))
    }
    this.bursts = this.bursts.filter(({ last }) => last >= to)
    this.cycle = Math.max(this.cycle, to)
  }

  private write(beats: number): void {
    if (beats <= 0) return
    const below = Math.ceil((beats - this.value) / this.modulus)
    if (below > 0) {
      this.hazards += below
      this.wraps += below
    }
    this.value = this.wrapped(this.value - beats)
  }

  private wrapped(value: number): number {
    return ((value % this.modulus) + this.modulus) % this.modulus
  }
}
