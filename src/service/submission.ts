import { InputError } from '../hardware/input.js'
import type { Subject } from '../measure/messages.js'
import type { Candidate } from '../store/candidates.js'
import type { TuningKey, TuningRecord } from '../store/records.js'
import { workloadId } from '../workload/workload.js'
import type { TuneRequest } from './tuning.js'

/** A request for a tuning. */
export interface Submission extends TuneRequest {
  /** Higher goes first. */
  readonly priority: number
  /** Whether it may begin with what is best for similar workloads. */
  readonly warm_start: boolean
  /** Rows of its log to keep beside its best and its sample, when it is over; null for all. */
  readonly retain: number | null
  /** Who asks: tunings of different clients take turns. */
  readonly client: string
  /** Outside: candidates are asked for and told of, and no pool is needed. A search of ours when left out. */
  readonly kind?: 'search' | 'outside'
}

/** Claims of somebody else's log about one workload on one hardware. */
export interface History extends Subject, Pick<Submission, 'client'> {
  readonly candidates: readonly Candidate[]
}

export interface Submitted {
  readonly tuning: TuningRecord
  /** False when the same request waits, runs or has finished already: this is that tuning. */
  readonly created: boolean
}

/** What a key is made of. */
interface Keyed extends Subject, Pick<TuningKey, 'strategy' | 'space' | 'budget' | 'warm_start'> {
  readonly kind?: TuningKey['kind']
}

/** What makes two requests the same. */
export function keyOf({
  workload,
  hardware,
  strategy,
  space,
  seed,
  budget,
  warm_start,
  kind = 'search',
}: Keyed): TuningKey {
  const { trials, seconds } = budget
  return {
    kind,
    workload_id: workloadId(workload),
    hardware: hardware.name,
    strategy,
    space,
    seed,
    budget: { trials, seconds },
    warm_start,
  }
}

/** An error with one workload of many, by its place. */
export const ofWorkload = (place: number, error: unknown): unknown =>
  error instanceof InputError ? new InputError(`workloads.${place}.${error.field}`, error.problem) : error
