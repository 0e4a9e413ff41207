import type { Schedule } from '../compiler/schedule.js'
import type { Measurer } from '../measure/pool.js'
import { these } from '../measure/candidates.js'
import { rowsOf, type RowGroup } from '../measure/row-group.js'
import type { Space } from '../search/space.js'
import { askingStrategy } from '../search/strategies.js'
import { startWith } from '../search/start-with.js'
import type { Strategy, Trial } from '../search/strategy.js'
import { BoundBeside } from './bound-beside.js'
import { resultOf } from './result.js'
import { orSoFar, type SoFar } from './so-far.js'
import { Tally } from './tally.js'
import { TimeLimit } from './time-limit.js'
import type { BestSchedule, TuneProgress, TuneRequest, TuneResult } from './tuning.js'

export interface TuneOptions extends SoFar {
  readonly pool: Measurer
  /** Schedules to try first, at the points of the space that come nearest; none when left out. */
  readonly startFrom?: readonly Schedule[]
  /** Stops within a second; the tuning then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called with the lines of a certificate when the certified strategy has one. */
  readonly onCertificate?: (lines: readonly string[]) => void
  /** Called with all that the pool measured, batch by batch, in the order in which it was asked. */
  readonly onBatch?: (groups: readonly RowGroup[], progress: TuneProgress) => void | Promise<void>
}

/** What a tuning searches in. */
export interface Problem {
  readonly space: Space
  readonly defaultSchedule: Schedule
  /** Different points to try before all others. */
  readonly first: readonly number[]
}

/** Points of the first batches, and of any. */
const firstBatch = 128
const mostBatch = 1024

/**
 * Points asked for at once when so many were: few while few are asked for, so that a budget of seconds is kept, and then as
 * many as keep workers busy a while. The same whatever the number of workers, so that the search is too.
 */
const batchSize = (asked: number): number =>
  Math.min(mostBatch, Math.max(firstBatch, Math.floor(asked / firstBatch) * 8))

/**
 * Batches that are measured at a time, the same always too. A strategy that does not learn need not wait for one batch
 * to ask for the next, so that workers have something to do while results are counted and stored.
 */
const batchesAtOnce = 4

/**
 * Points of the first batch where several are measured at a time; it is measured alone. What is asked for before anything
 * was measured is run in full, all of it: few of those that come later are faster than the best of these.
 */
const scouts = 32

/** A batch that is being measured. */
interface Flight {
  readonly indices: Float64Array
  readonly measured: Promise<readonly RowGroup[]>
}

/** Trials that a request allows in a space. */
function trialLimit({ strategy, budget }: TuneRequest, space: Space): number {
  const unlimited = budget.trials === null && budget.seconds === null
  const wanted = unlimited ? askingStrategy(strategy).defaultTrials : budget.trials
  return Math.min(space.size, wanted ?? space.size)
}

/** What a strategy is told of a batch. */
function trialsOf(indices: Float64Array, groups: readonly RowGroup[]): readonly Trial[] {
  const trials: Trial[] = []
  for (const group of groups) {
    for (let row = 0; row < group.length; row++) {
      trials.push({ index: indices[trials.length], cycles: group.countedCycles(row) })
    }
  }
  return trials
}

/** One tuning: asks the strategy, measures, tells the strategy, until budget or space is spent. */
export class TuningRun {
  readonly #strategy: Strategy
  readonly #batchesAtOnce: number
  readonly #trials: number
  readonly #tally: Tally
  readonly #flights: Flight[] = []
  readonly #limit: TimeLimit
  #asked = 0
  #default: BestSchedule | null = null
  #bound: BoundBeside | null = null

  /** @throws InputError when the strategy can't search the space. */
  constructor(
    readonly problem: Problem,
    readonly request: TuneRequest,
    readonly options: Omit<TuneOptions, 'pool'> & { readonly pool: Pick<Measurer, 'measure' | 'bound'> },
  ) {
    this.#trials = trialLimit(request, problem.space)
    this.#tally = new Tally(request.budget.trials === null ? 0 : this.#trials)
    const { space, first } = problem
    const { strategy, seed, budget } = request
    this.#limit = new TimeLimit(budget.seconds, options.signal)
    const kind = askingStrategy(strategy)
    this.#batchesAtOnce = kind.learns ? 1 : batchesAtOnce
    this.#strategy = startWith(first, kind.start({ space, seed, trials: this.#trials }))
  }

  /** Runs to the end. @throws OutOfTime, the signal's reason when that aborts, and what the pool throws. */
  run(): Promise<TuneResult> {
    return orSoFar(this.#search(), () => this.#result(), this.#limit, this.options)
  }

  async #search(): Promise<TuneResult> {
    await this.#measureDefault()
    this.#launch()
    this.#bound = new BoundBeside(this.options.pool, this.request, this.#limit.signal)
    for (let flight = this.#flights.shift(); flight; flight = this.#flights.shift()) {
      const groups = await flight.measured
      this.#tally.add(flight.indices, groups)
      this.#strategy.tell(trialsOf(flight.indices, groups))
      this.#launch()
      await this.options.onBatch?.(groups, this.#progress())
    }
    await this.#bound.found()
    return this.#result()
  }

  async #measureDefault(): Promise<void> {
    const schedule = this.problem.defaultSchedule
    const groups = await this.options.pool.measure(this.request, these(schedule), this.#limit.signal)
    const [{ cycles, verified }] = rowsOf(groups)
    if (cycles !== null && verified) this.#default = { schedule, cycles, verified }
    await this.options.onBatch?.(groups, this.#progress())
  }

  /** Has the next batches measured, as many as there may be at a time. */
  #launch(): void {
    while (this.#flights.length < (this.#isScouting ? 1 : this.#batchesAtOnce)) {
      if (this.#limit.isSpent()) return
      const wanted = this.#isScouting ? scouts : batchSize(this.#asked)
      const indices = Float64Array.from(this.#strategy.ask(Math.min(wanted, this.#trials - this.#asked)))
      if (indices.length === 0) return
      this.#asked += indices.length
      const { space } = this.request
      const points = { kind: 'points', space, indices } as const
      const limits = { incumbent: this.#best?.cycles ?? null, until: this.#limit.until() }
      const measured = this.options.pool.measure(this.request, points, this.#limit.signal, limits)
      // Whoever waits for an earlier batch is told what went wrong; this one must not be said to be nobody's.
      measured.catch(() => {})
      this.#flights.push({ indices, measured })
    }
  }

  /** Whether several batches may be measured at a time, but nothing of the space was yet. */
  get #isScouting(): boolean {
    return this.#batchesAtOnce > 1 && this.#tally.tried === 0
  }

  /** The fastest of what was tried; the default schedule only when it is faster than all of it. */
  get #best(): BestSchedule | null {
    const { best } = this.#tally
    if (this.#default === null) return best
    return best !== null && best.cycles <= this.#default.cycles ? best : this.#default
  }

  #progress(): TuneProgress {
    const { seconds } = this.#limit
    const { tried, programs } = this.#tally
    return {
      tried,
      trials: this.#trials,
      simulated: programs,
      seconds,
      candidates_per_second: programs / seconds,
      best: this.#best,
    }
  }

  #result(): TuneResult {
    const { space } = this.problem
    const { tried, legal, programs, settled } = this.#tally
    const { best, simulated, seconds, candidates_per_second } = this.#progress()
    return resultOf(this.request, {
      best,
      default_cycles: this.#default?.cycles ?? null,
      lower_bound: this.#bound?.known ?? null,
      certified: best !== null && settled && tried === space.size,
      space: space.name,
      space_size: space.size,
      legal,
      distinct: programs,
      simulated,
      pruned: 0,
      open_parts: null,
      seconds,
      candidates_per_second,
    })
  }
}
