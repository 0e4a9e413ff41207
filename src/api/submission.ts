import type { z } from 'zod'
import type { NamedSubmission } from '../service/batches.js'
import { budgetFor, defaultSpace } from '../search/strategies.js'
import type { Submission } from '../service/submission.js'
import { normalWorkload, workloadId, type Workload } from '../workload/workload.js'
import type { Rooms } from './api.js'
import type { batchRequestSchema } from './schemas/batches.js'
import type { tuningRequestSchema } from './schemas/tunings.js'

type TuningRequest = z.infer<typeof tuningRequestSchema>
type BatchRequest = z.infer<typeof batchRequestSchema>

/** The workload that a request describes or names. @throws UnknownWorkload, InputError */
const workloadOf = (
  { catalogue }: Pick<Rooms, 'catalogue'>,
  { workload, workload_id }: Pick<TuningRequest, 'workload' | 'workload_id'>,
): Workload =>
  workload_id === undefined ? normalWorkload(workload) : catalogue.workload(workload_id).workload

/** What a request for a tuning asks for. @throws UnknownWorkload, InputError */
export function submissionOf(
  rooms: Pick<Rooms, 'catalogue'>,
  { hardware, strategy, space, budget, seed, warm_start, retain, priority, kind, ...named }: TuningRequest,
  client: string,
): Submission {
  return {
    workload: workloadOf(rooms, named),
    hardware: rooms.catalogue.hardware(hardware),
    strategy,
    space: space ?? defaultSpace(strategy),
    budget: budgetFor(strategy, budget),
    seed,
    warm_start: warm_start && kind === 'search',
    retain: retain ?? null,
    priority,
    client,
    kind,
  }
}

/** What a request for a batch asks for, workload by workload. @throws UnknownWorkload, InputError */
export function submissionsOf(
  rooms: Pick<Rooms, 'catalogue'>,
  { workloads, ...common }: BatchRequest,
  client: string,
): readonly NamedSubmission[] {
  return workloads.map(({ name, workload, workload_id, ...own }) => {
    const submission = submissionOf(
      rooms,
      {
        workload,
        workload_id,
        kind: 'search',
        priority: common.priority,
        hardware: own.hardware ?? common.hardware,
        strategy: own.strategy ?? common.strategy,
        space: own.space ?? common.space,
        budget: own.budget ?? common.budget,
        seed: own.seed ?? common.seed,
        warm_start: own.warm_start ?? common.warm_start,
        retain: own.retain ?? common.retain,
      },
      client,
    )
    return { name: name ?? workloadId(submission.workload), submission }
  })
}
