import { InputError } from '../hardware/input.js'
import type { BatchItem, BatchRecord } from '../store/batches.js'
import { isOver, type TuningRecord } from '../store/records.js'
import type { Store } from '../store/store.js'
import { KeyReused, UnknownBatch } from './errors.js'
import type { Submission } from './submission.js'
import type { TuningService } from './tuning-service.js'

/** One workload of a batch, under a name of the caller's. */
export interface NamedSubmission {
  readonly name: string
  readonly submission: Submission
}

/** A batch as it stands. */
export interface BatchStatus extends Omit<BatchRecord, 'request' | 'items'> {
  readonly items: readonly (Pick<BatchItem, 'name'> & { readonly tuning: TuningRecord })[]
}

/** Many workloads asked for at once: a list of names of tunings, which are tuned like any others. */
export class BatchService {
  readonly #store: Store
  readonly #tunings: TuningService

  constructor(store: Store, tunings: TuningService) {
    this.#store = store
    this.#tunings = tunings
  }

  /**
   * Asks for all of them or none; the same key gives the same batch.
   * @throws InputError for a name that is there twice; KeyReused; what `submitAll` throws
   */
  submit(named: readonly NamedSubmission[], key?: string): BatchStatus {
    requireDifferentNames(named)
    const request = JSON.stringify(named.map(({ name, submission }) => [name, requestOf(submission)]))
    const known = key === undefined ? null : this.#store.batches.findByKey(key)
    if (known && key !== undefined && known.request !== request) throw new KeyReused(key)
    if (known) return this.#status(known)
    const tunings = this.#tunings.submitAll(named.map(({ submission }) => submission))
    const items = named.map(({ name }, i) => ({ name, tuning_id: tunings[i].id }))
    return this.#status(this.#store.batches.add(request, key, items))
  }

  /** @throws UnknownBatch */
  get(id: string): BatchStatus {
    const batch = this.#store.batches.get(id)
    if (!batch) throw new UnknownBatch(id)
    return this.#status(batch)
  }

  /** The batch once all of it is over, or as it stands after so long, or when the signal aborts. */
  async wait(id: string, milliseconds: number, signal?: AbortSignal): Promise<BatchStatus> {
    const deadline = performance.now() + milliseconds
    for (const { tuning } of this.get(id).items) {
      const left = Math.ceil(deadline - performance.now())
      if (left <= 0) break
      await this.#tunings.wait(tuning.id, left, signal)
    }
    return this.get(id)
  }

  #status({ id, created_at, items }: BatchRecord): BatchStatus {
    const shown = items.map(({ name, tuning_id }) => ({ name, tuning: this.#tunings.get(tuning_id) }))
    return { id, created_at, items: shown }
  }
}

export const isBatchOver = ({ items }: BatchStatus): boolean =>
  items.every(({ tuning }) => isOver(tuning.state))

/** What makes two requests the same: who asks does not. */
const requestOf = ({
  workload,
  hardware,
  strategy,
  space,
  budget,
  seed,
  warm_start,
  retain,
  priority,
}: Submission) => ({
  workload,
  hardware: hardware.name,
  strategy,
  space,
  budget,
  seed,
  warm_start,
  retain,
  priority,
})

function requireDifferentNames(named: readonly NamedSubmission[]): void {
  const names = new Set<string>()
  for (const [i, { name }] of named.entries()) {
    if (names.has(name)) {
      throw new InputError(
        `workloads.${i}.name`,
        `"${name}" is there twice: give each workload a name of its own`,
      )
    }
    names.add(name)
  }
}
