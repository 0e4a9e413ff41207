import { setTimeout } from 'node:timers'

/** What goes on when a budget is spent may take so much longer, a part of the budget and seconds; then it is ended. */
const graceShare = 0.1
const graceSeconds = 1

/** A budget's seconds went by before anything was verified. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
  constructor(seconds: number | null) {
    super(`nothing could be verified within ${seconds} s: give it more seconds`)
  }
}

/**
 * The time that a tuning has, from now on. Nothing is begun when its budget is spent; what cannot stop in the middle, such as
 * a full run of a large program, is ended when it goes on much longer.
 */
export class TimeLimit {
  /** Aborts when the caller's signal does, and when what was begun in time is to be ended. */
  readonly signal: AbortSignal
  readonly #started = performance.now()
  readonly #end: number
  readonly #overrun = new AbortController()
  readonly #timer: NodeJS.Timeout | null

  /** @param budget in seconds; null for no limit. @param stop the caller's signal. */
  constructor(
    readonly budget: number | null,
    readonly stop?: AbortSignal,
  ) {
    this.#end = budget === null ? Infinity : Date.now() + 1000 * budget
    const longest = 1000 * ((1 + graceShare) * (budget ?? 0) + graceSeconds)
    this.#timer =
      budget === null ? null : setTimeout(() => this.#overrun.abort(this.outOfTime), longest).unref()
    this.signal = AbortSignal.any([this.#overrun.signal, ...(stop ? [stop] : [])])
  }

  /** Lets go of the timer: the tuning is over. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** Seconds since it began. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000
  }

  /** Whether something was ended in the middle. */
  get isOverrun(): boolean {
    return this.#overrun.signal.aborted
  }

  /** Whether the budget is spent, or will be when so many seconds more have gone by. */
  isSpent(reserve = 0): boolean {
    return Date.now() + 1000 * reserve >= this.#end
  }

  /** Time, as Date.now gives it, at which so many seconds of the budget are left; null for never. */
  until(reserve = 0): number | null {
    return this.budget === null ? null : this.#end - 1000 * reserve
  }

  get outOfTime(): OutOfTime {
    return new OutOfTime(this.budget)
  }
}
