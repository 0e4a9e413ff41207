import type { Schedule } from '../compiler/schedule.js'
import { countRows, type RowGroup } from '../measure/row-group.js'
import type { Space } from '../search/space.js'
import type { Strategy, Trial } from '../search/strategy.js'
import type { Candidate, Told } from '../store/candidates.js'
import type { Progress } from '../store/records.js'
import { Tally } from './tally.js'

/** Points that a strategy is asked for at once: the same always, so that a tuning can be taken up again. */
const batchSize = 16

export interface SessionStart {
  readonly space: Space
  readonly strategy: Strategy
  /** Trials at most. */
  readonly trials: number
  /** The hardware's clock, to compare seconds with cycles. */
  readonly clockMHz: number
}

/**
 * A search whose candidates are measured outside. The strategy gets its answers in batches, in the order in which it
 * asked; who measures may take them one by one and answer in any order. What our simulator says of candidates is counted
 * apart from what is told of them.
 */
export class OutsideSession {
  readonly #start: SessionStart
  readonly #began = performance.now()
  /** Numbers and points of the strategy's batch that is being measured. */
  #batch: { readonly number: number; readonly point: number }[] = []
  /** What was told of the batch, by number; null for a candidate that failed. */
  readonly #costs = new Map<number, number | null>()
  readonly #handedOut = new Set<number>()
  readonly #simulated = new Tally()
  #asked = 0
  #last = 0
  #isSpent = false

  constructor(start: SessionStart) {
    this.#start = start
  }

  /** Number of the last candidate; 0 before the first. */
  get last(): number {
    return this.#last
  }

  /** The strategy has nothing more to ask, and everything that it asked was told. */
  get isOver(): boolean {
    return this.#isSpent && this.#batch.length === 0
  }

  /** What the simulator said so far. */
  get progress(): Progress {
    const { tried, programs, best } = this.#simulated
    const seconds = (performance.now() - this.#began) / 1000
    const rates = { seconds, candidates_per_second: programs / seconds }
    return { tried, trials: this.#start.trials, simulated: programs, ...rates, best }
  }

  get legal(): number {
    return this.#simulated.legal
  }

  /** The strategy's next batch, to be stored before any of it is handed out; none while one is being measured. */
  nextBatch(): readonly Candidate[] {
    if (this.#batch.length > 0 || this.#isSpent) return []
    const points = this.#start.strategy.ask(Math.min(batchSize, this.#start.trials - this.#asked))
    if (points.length === 0) {
      this.#isSpent = true
      return []
    }
    this.#asked += points.length
    const candidates = points.map((point) => ({
      number: ++this.#last,
      schedule: this.#start.space.at(point),
      point,
      told: null,
    }))
    this.#batch = candidates.map(({ number, point }) => ({ number, point }))
    return candidates
  }

  /** Numbers of candidates to measure: first those that nobody has, then, in case they got lost, those that are out. */
  handOut(count: number): readonly number[] {
    const open = this.#batch.map(({ number }) => number).filter((number) => !this.#costs.has(number))
    const fresh = open.filter((number) => !this.#handedOut.has(number))
    const numbers = (fresh.length > 0 ? fresh : open).slice(0, count)
    for (const number of numbers) this.#handedOut.add(number)
    return numbers
  }

  /** Candidates of the caller's own, which are none of the strategy's. */
  own(schedules: readonly Schedule[]): readonly Candidate[] {
    return schedules.map((schedule) => ({ number: ++this.#last, schedule, point: null, told: null }))
  }

  /** Takes what was told of a candidate, and tells the strategy when its batch is complete. */
  tell(number: number, told: Told): void {
    if (!this.#batch.some((each) => each.number === number)) return
    this.#costs.set(number, costOf(told, this.#start.clockMHz))
    if (this.#costs.size < this.#batch.length) return
    const trials: Trial[] = this.#batch.map((each) => ({
      index: each.point,
      cycles: this.#costs.get(each.number) ?? null,
    }))
    this.#batch = []
    this.#costs.clear()
    this.#handedOut.clear()
    this.#start.strategy.tell(trials)
  }

  /** Counts what the simulator said of candidates. */
  countSimulated(groups: readonly RowGroup[]): void {
    const { tried } = this.#simulated
    const numbers = Array.from({ length: countRows(groups) }, (_, i) => tried + i)
    this.#simulated.add(numbers, groups)
  }

  /** Goes through what was stored before, as if it happened again. */
  replay(candidates: Iterable<Candidate>): void {
    for (const candidate of candidates) {
      if (candidate.point === null) this.#last = candidate.number
      else if (candidate.number > this.#last) this.nextBatch()
      if (candidate.told) this.tell(candidate.number, candidate.told)
    }
  }
}

/** One number to compare by: cycles, or seconds at the hardware's clock. */
function costOf({ status, cycles, seconds }: Told, clockMHz: number): number | null {
  if (status === 'failed') return null
  return cycles ?? (seconds === null ? null : seconds * clockMHz * 1e6)
}
