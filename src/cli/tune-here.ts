import type { Hardware } from '../hardware/hardware.js'
import { MeasurePool } from '../measure/pool.js'
import { budgetFor, defaultSpace, defaultStrategy, type StrategyName } from '../search/strategies.js'
import { tune } from '../service/tune.js'
import type { TuneOptions } from '../service/tuning-run.js'
import type { BestSchedule, TuneRequest, TuneResult } from '../service/tuning.js'
import type { Submission } from '../service/submission.js'
import { TuningRunner } from '../service/tuning-runner.js'
import { TuningService } from '../service/tuning-service.js'
import { inMemory } from '../store/database.js'
import type { Counts, TuningRecord, TuningResult } from '../store/records.js'
import { Store } from '../store/store.js'
import type { Workload } from '../workload/workload.js'
import { WorkFailed } from './failure.js'
import { interruptible } from './interrupt.js'
import { forEver } from './local-service.js'
import { progressBar, type ProgressBar } from './progress.js'

/** A finished tuning as `tune --json` prints it. */
export type Tuned = TuningResult &
  Pick<TuneResult, 'workload_id' | 'hardware' | 'strategy' | 'seed'> & {
    /** Rows that were dropped of the log, by status, where it was not to be kept whole. */
    readonly dropped?: Counts | null
  }

/** What is to be tuned, and whether with what is known of similar workloads. */
export type TuneWish = TuneRequest &
  Pick<Submission, 'warm_start' | 'retain'> & {
    readonly onCertificate?: TuneOptions['onCertificate']
    /** Called with what is known when Ctrl-C ends the tuning. */
    readonly onInterrupted?: (soFar: Tuned) => void
  }

/**
 * Tunes in this process's workers, with a progress bar; Ctrl-C stops it. What the database knows already is answered
 * from there.
 * @throws InputError; WorkFailed when the tuning fails; Interrupted.
 */
export function tuneWithProgress(wish: TuneWish, database = inMemory): Promise<Tuned> {
  return interruptible(async (signal) => {
    const store = Store.open(database)
    const pool = new MeasurePool()
    const bar = progressBar()
    try {
      return await tuneIn(store, pool, bar, wish, signal)
    } finally {
      bar.stop()
      await pool.close()
      store.close()
    }
  })
}

async function tuneIn(
  store: Store,
  pool: MeasurePool,
  bar: ProgressBar,
  wish: TuneWish,
  signal: AbortSignal,
): Promise<Tuned> {
  const failures = new Map<string, unknown>()
  const runner = new TuningRunner({
    store,
    pool,
    tune: (asked, options) =>
      tune(asked, {
        ...options,
        ...(wish.onCertificate && { onCertificate: wish.onCertificate }),
        onStopped(soFar) {
          bar.stop()
          wish.onInterrupted?.(soFar)
        },
        onBatch(measured, progress) {
          bar.show(progress)
          return options.onBatch?.(measured, progress)
        },
      }),
  })
  const onError = (error: unknown, id: string) => void failures.set(id, error)
  const service = new TuningService({ store, runner, onError })
  const over = await runToItsEnd(service, wish, signal)
  if (over.result === null)
    throw failures.get(over.id) ?? new WorkFailed(over.error ?? `the tuning was ${over.state}`)
  return tunedBy(wish.strategy, over, over.result)
}

/** The tuning when it is over, its log as long as it should be. */
async function runToItsEnd(
  service: TuningService,
  wish: TuneWish,
  signal: AbortSignal,
): Promise<TuningRecord> {
  const { onCertificate: _, onInterrupted: __, ...request } = wish
  try {
    const { id } = service.submit({ ...request, priority: 0, client: '' }).tuning
    await service.wait(id, forEver, signal)
    if (signal.aborted) service.cancel(id)
    signal.throwIfAborted()
    await service.stop()
    return service.get(id)
  } finally {
    await service.stop()
  }
}

/** A finished tuning's result with what it was asked for. */
export const tunedBy = (
  strategy: StrategyName,
  {
    workload_id,
    hardware,
    seed,
    retain,
    dropped,
  }: Pick<TuningRecord, 'workload_id' | 'hardware' | 'seed' | 'retain' | 'dropped'>,
  result: TuningResult,
): Tuned => ({ workload_id, hardware, strategy, seed, ...result, ...(retain !== null && { dropped }) })

/** The best schedule as a plain `tune` finds it. @throws WorkFailed when there is none. */
export async function tuneHere(workload: Workload, hardware: Hardware): Promise<BestSchedule> {
  const wish = {
    workload,
    hardware,
    strategy: defaultStrategy,
    space: defaultSpace(defaultStrategy),
    budget: budgetFor(defaultStrategy, {}),
    seed: 1,
    warm_start: false,
    retain: null,
  }
  const { best } = await tuneWithProgress(wish)
  if (best === null) throw noLegalSchedule()
  return best
}

export const noLegalSchedule = (): WorkFailed =>
  new WorkFailed('no schedule that was tried is legal and right: try more trials or another strategy')
