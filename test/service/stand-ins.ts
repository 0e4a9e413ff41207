import { onTestFinished } from 'vitest'
import type { Schedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import type { Subject } from '../../src/measure/messages.js'
import { countOf, scheduleMaker, these, type Candidates } from '../../src/measure/candidates.js'
import { rowsOf, type RowGroup } from '../../src/measure/row-group.js'
import { BatchService } from '../../src/service/batches.js'
import { OutsideTunings } from '../../src/service/outside-tunings.js'
import type { Measurer } from '../../src/measure/pool.js'
import type { tune } from '../../src/service/tune.js'
import type { Submission } from '../../src/service/submission.js'
import { TuningRunner } from '../../src/service/tuning-runner.js'
import { TuningService, type TuningServiceOptions } from '../../src/service/tuning-service.js'
import type { TuneProgress } from '../../src/service/tuning.js'
import { Store } from '../../src/store/store.js'
import { gemm, groupOf, illegal, sampleSchedule, verified } from '../store/samples.js'

/** Cycles of the stand-in machine: the larger the tile, the better, until 3. */
const cyclesOf = ({ tile_m }: Schedule): number => 1000 - 100 * Number(tile_m)
const isLegal = ({ tile_m }: Schedule): boolean => Number(tile_m) <= 3

/** Measures at once what a formula says, remembers what it was asked, and waits where it is told to. */
export class StandInPool implements Measurer {
  readonly asked: Schedule[] = []
  /** Questions from this one on wait until their tuning is stopped. */
  stuckFrom = Infinity

  async measure(
    subject: Subject,
    candidates: Candidates,
    signal?: AbortSignal,
  ): Promise<readonly RowGroup[]> {
    if (this.asked.length >= this.stuckFrom) await untilAborted(signal)
    const scheduleAt = scheduleMaker(candidates, subject)
    const schedules = Array.from({ length: countOf(candidates) }, (_, i) => scheduleAt(i))
    this.asked.push(...schedules)
    const { seed } = subject
    return schedules.map((schedule) => {
      const tile = Number(schedule.tile_m)
      const found = isLegal(schedule) ? verified(cyclesOf(schedule), tile) : illegal(tile)
      return groupOf({ ...found, schedule, seed })
    })
  }

  /** Nothing in any part of the space is faster. */
  settle(): ReturnType<Measurer['settle']> {
    const none = {
      boundedRegions: 0,
      boundedSchedules: 0,
      leastBound: null,
      regions: [],
      best: null,
      complete: true,
    }
    return Promise.resolve(none)
  }

  bound(): ReturnType<Measurer['bound']> {
    return Promise.resolve(1)
  }

  lists(): ReturnType<Measurer['lists']> {
    return Promise.resolve({ lists: [{ schedule: sampleSchedule(1), cycles: 900 }], simulated: 1 })
  }

  /** Nor is any list of products. */
  anneal(): ReturnType<Measurer['anneal']> {
    return Promise.resolve({ best: null, simulated: 0 })
  }
}

/** Never answers. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

/** Tries tile_m 1, 2, 3, ... one a batch, as many as there are trials (4 by default). */
export const standInTune: typeof tune = async (request, { pool, signal, onBatch }) => {
  const trials = request.budget.trials ?? 4
  const progressAt = (tried: number, best: TuneProgress['best']): TuneProgress => ({
    tried,
    trials,
    simulated: tried,
    seconds: 0,
    candidates_per_second: 0,
    best,
  })
  let progress = progressAt(0, null)
  for (let tried = 1; tried <= trials; tried++) {
    const groups = await pool.measure(request, these(sampleSchedule(tried)), signal)
    const [{ schedule, cycles }] = rowsOf(groups)
    const isBest = cycles !== null && cycles < (progress.best?.cycles ?? Infinity)
    const best = isBest ? { schedule, cycles, verified: true } : progress.best
    progress = progressAt(tried, best)
    await onBatch?.(groups, progress)
  }
  const { best, simulated, seconds, candidates_per_second } = progress
  return {
    workload_id: 'stand-in',
    hardware: request.hardware.name,
    strategy: request.strategy,
    seed: request.seed,
    best,
    default_cycles: 900,
    microseconds: best && best.cycles / 100,
    lower_bound: null,
    gap: null,
    certified: best !== null,
    space: 'stand-in/1',
    space_size: trials,
    legal: 3,
    distinct: 3,
    simulated,
    pruned: 0,
    open_parts: null,
    seconds,
    candidates_per_second,
  }
}

/** A request to tune a product of m x 64 x 64 on pynq. */
export const request = (m = 16, more: Partial<Submission> = {}): Submission => ({
  workload: gemm(m),
  hardware: preset('pynq'),
  strategy: 'random',
  space: 'equal-tiles',
  budget: { trials: null, seconds: null },
  seed: 1,
  warm_start: false,
  retain: null,
  priority: 0,
  client: 'somebody',
  ...more,
})

export interface Opened {
  readonly store: Store
  readonly pool: StandInPool
  readonly service: TuningService
  readonly batches: BatchService
  readonly outside: OutsideTunings
  /** Stops the service and closes the store, as a server's end does. */
  close(): Promise<void>
}

export type StandInOptions = Partial<Omit<TuningServiceOptions, 'store' | 'runner'>> & {
  readonly pool?: StandInPool
  readonly tune?: typeof tune
}

/** A service on a database file, with stand-ins; closed when the test ends. */
export function openService(
  file = ':memory:',
  { pool = new StandInPool(), tune: run = standInTune, ...options }: StandInOptions = {},
): Opened {
  const store = Store.open(file)
  const runner = new TuningRunner({ store, pool, tune: run })
  const service = new TuningService({ store, runner, ...options })
  const batches = new BatchService(store, service)
  const outside = new OutsideTunings(store, pool, service)
  let closed: Promise<void> | null = null
  const close = () => (closed ??= service.stop().then(() => store.close()))
  onTestFinished(close)
  return { store, pool, service, batches, outside, close }
}
