import type { Schedule } from '../compiler/schedule.js'
import type { MeasurePool } from '../measure/pool.js'
import type { Measured } from '../measure/record.js'
import type { Space } from '../search/space.js'
import { askingStrategy } from '../search/strategies.js'
import { startWith } from '../search/start-with.js'
import type { Strategy, Trial } from '../search/strategy.js'
import { workloadId } from '../workload/workload.js'
import { outcomeOf, Tally, type Outcome } from './tally.js'
import type { BestSchedule, TuneProgress, TuneRequest, TuneResult } from './tuning.js'

export interface TuneOptions {
  readonly pool: Pick<MeasurePool, 'measure' | 'settle'>
  /** Schedules to try first, at the points of the space that come nearest; none when left out. */
  readonly startFrom?: readonly Schedule[]
  /** Stops within a second; the tuning then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called with each batch's measurements, in the strategy's order; awaited before the next batch begins. */
  /** Called with the lines of a certificate when the certified strategy has one. */
  readonly onCertificate?: (lines: readonly string[]) => void
  readonly onBatch?: (measurements: readonly Measured[], progress: TuneProgress) => void | Promise<void>
}

/** What a tuning searches in. */
export interface Problem {
  readonly space: Space
  readonly defaultSchedule: Schedule
  /** Different points to try before all others. */
  readonly first: readonly number[]
  /** The same text for schedules that are the same program: only the first of them is measured. */
  readonly normalForm: (schedule: Schedule) => string
}

/** Points asked for at once: the same whatever the number of workers, so that the search is too. */
const batchSize = 512

/** Trials that a request allows in a space. */
function trialLimit({ strategy, budget }: TuneRequest, space: Space): number {
  const unlimited = budget.trials === null && budget.seconds === null
  const wanted = unlimited ? askingStrategy(strategy).defaultTrials : budget.trials
  return Math.min(space.size, wanted ?? space.size)
}

/** One tuning: asks the strategy, measures what is new, tells the strategy, until budget or space is spent. */
export class TuningRun {
  readonly #strategy: Strategy
  readonly #trials: number
  readonly #tally = new Tally()
  /** What is known of programs, by normal form. */
  readonly #outcomes = new Map<string, Outcome>()
  readonly #started = performance.now()
  #default: BestSchedule | null = null

  /** @throws InputError when the strategy can't search the space. */
  constructor(
    readonly problem: Problem,
    readonly request: TuneRequest,
    readonly options: Omit<TuneOptions, 'pool'> & { readonly pool: Pick<MeasurePool, 'measure'> },
  ) {
    this.#trials = trialLimit(request, problem.space)
    const { space, first } = problem
    const { strategy, seed } = request
    const started = askingStrategy(strategy).start({ space, seed, trials: this.#trials })
    this.#strategy = startWith(first, started)
  }

  /** Runs to the end. @throws the signal's reason when that aborts, and what the pool throws. */
  async run(): Promise<TuneResult> {
    await this.#measureDefault()
    while (this.#seconds < (this.request.budget.seconds ?? Infinity)) {
      const indices = this.#strategy.ask(Math.min(batchSize, this.#trials - this.#tally.tried))
      if (indices.length === 0) break
      this.#strategy.tell(await this.#try(indices))
    }
    return this.#result()
  }

  async #measureDefault(): Promise<void> {
    const { pool, signal } = this.options
    const schedule = this.problem.defaultSchedule
    const [measured] = await pool.measure(this.request, [schedule], signal)
    const { cycles } = outcomeOf(measured)
    if (cycles !== null) this.#default = { schedule, cycles, verified: true }
    await this.options.onBatch?.([measured], this.#progress())
  }

  /** Measures the programs among points of the space that are new, and counts every point. */
  async #try(indices: readonly number[]): Promise<readonly Trial[]> {
    const points = indices.map((index) => {
      const schedule = this.problem.space.at(index)
      return { index, schedule, form: this.problem.normalForm(schedule) }
    })
    const fresh = new Map<string, Schedule>()
    for (const { form, schedule } of points) {
      if (!this.#outcomes.has(form) && !fresh.has(form)) fresh.set(form, schedule)
    }
    const { pool, signal } = this.options
    const incumbent = this.#best?.cycles ?? null
    const measured = await pool.measure(this.request, [...fresh.values()], signal, incumbent)
    for (const [i, form] of [...fresh.keys()].entries()) {
      this.#tally.addMeasured(measured[i])
      this.#outcomes.set(form, outcomeOf(measured[i]))
    }
    const trials = points.map(({ index, schedule, form }) => this.#count(index, schedule, form))
    await this.options.onBatch?.(measured, this.#progress())
    return trials
  }

  #count(index: number, schedule: Schedule, form: string): Trial {
    const outcome = this.#outcomes.get(form)
    if (outcome === undefined) throw new Error(`point ${index} of the space was not measured`)
    this.#tally.addPoint(index, schedule, outcome)
    return { index, cycles: outcome.cycles }
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000
  }

  /** The fastest of what was tried; the default schedule only when it is faster than all of it. */
  get #best(): BestSchedule | null {
    const { best } = this.#tally
    if (this.#default === null) return best
    return best !== null && best.cycles <= this.#default.cycles ? best : this.#default
  }

  #progress(): TuneProgress {
    const seconds = this.#seconds
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
    const { workload, hardware, strategy, seed } = this.request
    const { space } = this.problem
    const { tried, legal, programs, settled } = this.#tally
    const { best, simulated, seconds, candidates_per_second } = this.#progress()
    return {
      workload_id: workloadId(workload),
      hardware: hardware.name,
      strategy,
      seed,
      best,
      default_cycles: this.#default?.cycles ?? null,
      microseconds: best && best.cycles / hardware.clockMHz,
      lower_bound: null,
      gap: null,
      certified: best !== null && settled && tried === space.size,
      space: space.name,
      space_size: space.size,
      legal,
      distinct: programs,
      simulated,
      pruned: 0,
      seconds,
      candidates_per_second,
    }
  }
}
