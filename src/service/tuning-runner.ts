import type { Measurer } from '../measure/pool.js'
import type { RowGroup } from '../measure/row-group.js'
import { spaceNamed } from '../search/spaces.js'
import { strategyName } from '../search/strategies.js'
import { tuningNumber } from '../store/ids.js'
import type { Progress, TuningRecord, TuningResult } from '../store/records.js'
import type { Store } from '../store/store.js'
import type { TuningEvent } from './event-feed.js'
import { RecordedRun } from './recorded-run.js'
import { remeasure } from './remeasure.js'
import { subjectOf } from './subject-of.js'
import type { tune } from './tune.js'
import type { TuneOptions } from './tuning-run.js'
import { warmStarts } from './warm-start.js'

/** Between two events that say how far a tuning is, unless it found a better schedule. */
const progressMilliseconds = 250

/** Told of what happens to a tuning. */
export type Publish = (event: TuningEvent) => void

/** Carries out one tuning at a time: measures, stores what was measured, and says how far it is. */
export interface Runner {
  /** Candidates measured in this process's life. */
  readonly measured: number
  /**
   * Runs a tuning to its end. However it ends, all that was measured is committed then.
   * @throws the signal's reason when that aborts; what the search, the pool or the store throws.
   */
  run(begun: TuningRecord, signal: AbortSignal, publish: Publish): Promise<TuningResult>
}

export interface RunnerParts {
  readonly store: Store
  readonly pool: Measurer
  /** Runs one search. */
  readonly tune: typeof tune
}

/** Carries out tunings in the caller's thread. */
export class TuningRunner implements Runner {
  readonly #parts: RunnerParts
  #measured = 0

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  get measured(): number {
    return this.#measured
  }

  async run(begun: TuningRecord, signal: AbortSignal, publish: Publish): Promise<TuningResult> {
    const { store } = this.#parts
    const tuning = this.#warmed(begun)
    const pool = new RecordedRun(this.#parts.pool, store.log(tuning))
    const tell = progressTeller(tuning, publish)
    const onBatch = (groups: readonly RowGroup[], progress: Progress) => {
      this.#measured += pool.record(groups, progress)
      tell(progress)
    }
    try {
      return await this.#perform(tuning, { pool, signal, onBatch })
    } finally {
      store.flush()
    }
  }

  /**
   * A tuning that says what it begins with; one that was interrupted begins with the same again. A certified one asks
   * for no points that could be replaced.
   */
  #warmed(tuning: TuningRecord): TuningRecord {
    const { store } = this.#parts
    if (!tuning.warm_start || tuning.warm_from !== null || tuning.strategy === 'certified') return tuning
    return store.tunings.beginWith(tuning.id, warmStarts(store, subjectOf(store, tuning)))
  }

  #perform(tuning: TuningRecord, options: TuneOptions): Promise<TuningResult> {
    const { store } = this.#parts
    const subject = subjectOf(store, tuning)
    switch (tuning.kind) {
      case 'search': {
        const { strategy, space, budget, warm_from } = tuning
        const startFrom = (warm_from ?? []).map(({ schedule }) => schedule)
        const named = { strategy: strategyName(strategy), space: spaceNamed(space ?? '') }
        const request = { ...subject, ...named, budget }
        return this.#parts.tune(request, { ...options, startFrom })
      }
      case 'remeasure': {
        const number = tuningNumber(tuning.id) ?? 0
        const count = store.candidates.lastNumber(number)
        const after = (last: number, limit: number) => store.candidates.after(number, last, limit)
        return remeasure({ ...subject, count, after }, options)
      }
      case 'outside':
        throw new Error(`${tuning.id} is measured outside and has no turn`)
    }
  }
}

/** Publishes progress, but not more often than anybody can look at. */
function progressTeller(tuning: TuningRecord, publish: Publish): (progress: Progress) => void {
  let told = -Infinity
  let best: number | null = null
  return (progress) => {
    const isBetter = progress.best !== null && progress.best.cycles !== best
    if (!isBetter && performance.now() - told < progressMilliseconds) return
    told = performance.now()
    best = progress.best?.cycles ?? null
    publish({ kind: 'progress', tuning: { ...tuning, progress } })
  }
}
