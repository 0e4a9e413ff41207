import type { MeasurePool } from '../measure/pool.js'
import type { Store } from '../store/store.js'
import { BatchService } from './batches.js'
import { Catalogue } from './catalogue.js'
import { OutsideTunings } from './outside-tunings.js'
import { TuningLogs } from './tuning-logs.js'
import { TuningService, type TuningServiceOptions } from './tuning-service.js'

/** Everything that can be asked of a store and its workers. */
export interface Service {
  readonly store: Store
  readonly catalogue: Catalogue
  readonly tunings: TuningService
  readonly batches: BatchService
  readonly outside: OutsideTunings
  readonly logs: TuningLogs
  /** Workers that died or took too long and were replaced. */
  readonly workerRestarts: () => number
}

export interface ServiceOptions extends TuningServiceOptions {
  /** Answers what is asked beside tunings. */
  readonly pool: Pick<MeasurePool, 'measure' | 'build' | 'timeline' | 'explain'>
  readonly workerRestarts: Service['workerRestarts']
}

/** The rooms of a service on its store. Tunings that were left queued or running begin at once. */
export function openService(options: ServiceOptions): Service {
  const { store, pool, workerRestarts } = options
  const tunings = new TuningService(options)
  const catalogue = new Catalogue(store, pool)
  return {
    store,
    catalogue,
    tunings,
    batches: new BatchService(store, tunings),
    outside: new OutsideTunings(store, pool, tunings),
    logs: new TuningLogs(store, catalogue, tunings),
    workerRestarts,
  }
}
