import { requireMeasurable } from '../measure/measurable.js'
import { askingStrategy } from '../search/strategies.js'
import type { Page, PageRequest } from '../store/page.js'
import type { TuningRecord, TuningResult } from '../store/records.js'
import type { Store } from '../store/store.js'
import type { TuningFilter } from '../store/tunings.js'
import { KeyReused, QueueFull, ServiceStopping } from './errors.js'
import type { EventFeed } from './event-feed.js'
import { keyOf, ofWorkload, type History, type Submission, type Submitted } from './submission.js'
import { requireTunable } from './tune.js'
import { TuningQueue, type QueueOptions } from './tuning-queue.js'

export interface TuningServiceOptions extends QueueOptions {
  /** Tunings that may wait; more are refused. */
  readonly maxQueued?: number
}

const defaultMaxQueued = 1000

/** Takes requests for tunings and says what became of them: queued, running, then finished, failed or cancelled. */
export class TuningService {
  readonly #store: Store
  readonly #queue: TuningQueue
  readonly #maxQueued: number

  /** Takes up what the process before left queued or running. */
  constructor(options: TuningServiceOptions) {
    this.#store = options.store
    this.#queue = new TuningQueue(options)
    this.#maxQueued = options.maxQueued ?? defaultMaxQueued
  }

  /**
   * The tuning that answers a request: the same one for the same request, whoever asks, for as long as it was not
   * cancelled and did not fail; and for the same key always.
   * @throws InputError when the strategy cannot search the space; QueueFull, KeyReused, ServiceStopping
   */
  submit(submission: Submission, idempotencyKey?: string): Submitted {
    if (this.#queue.stopping) throw new ServiceStopping()
    if (idempotencyKey === undefined) return this.#submit(submission)
    const { priority, retain } = submission
    const request = JSON.stringify([keyOf(submission), priority, retain])
    const known = this.#store.idempotencyKeys.get(idempotencyKey)
    if (known) {
      if (known.request !== request) throw new KeyReused(idempotencyKey)
      return { tuning: this.get(known.tuning_id), created: false }
    }
    const submitted = this.#submit(submission)
    this.#store.idempotencyKeys.add(idempotencyKey, { request, tuning_id: submitted.tuning.id })
    return submitted
  }

  /**
   * The tunings that answer many requests, all of them or none.
   * @throws as `submit` does
   */
  submitAll(submissions: readonly Submission[]): readonly TuningRecord[] {
    if (this.#queue.stopping) throw new ServiceStopping()
    for (const [place, submission] of submissions.entries()) {
      try {
        requireTunable(submission)
      } catch (error) {
        throw ofWorkload(place, error)
      }
    }
    const keys = submissions.map((submission) => keyOf(submission))
    const fresh = keys.filter((key) => this.#store.tunings.findSame(key) === null)
    this.#requireRoom(new Set(fresh.map((key) => JSON.stringify(key))).size)
    return submissions.map((submission) => this.#submit(submission).tuning)
  }

  /** Queues claims to be measured, all of them or none. @throws InputError, QueueFull, ServiceStopping */
  submitHistories(histories: readonly History[]): readonly TuningRecord[] {
    if (this.#queue.stopping) throw new ServiceStopping()
    for (const { workload, hardware } of histories) requireMeasurable(workload, hardware)
    this.#requireRoom(histories.length)
    return histories.map((history) => this.#submitHistory(history))
  }

  /** What happens to tunings, for whoever watches. */
  get events(): EventFeed {
    return this.#queue.events
  }

  /** @throws UnknownTuning */
  get(id: string): TuningRecord {
    return this.#queue.get(id)
  }

  list(filter: TuningFilter, request: PageRequest): Page<TuningRecord> {
    return this.#store.tunings.page(filter, request)
  }

  /** Cancels a tuning that is not over; its workers stop within a second. @throws UnknownTuning */
  cancel(id: string): TuningRecord {
    return this.#queue.cancel(id)
  }

  /** Ends a tuning that found what it looked for. */
  finish(tuning: TuningRecord, result: TuningResult): TuningRecord {
    return this.#queue.finish(tuning, result)
  }

  /** The tuning once it is over, or as it stands after so long, when the signal aborts, or the service stops. */
  wait(id: string, milliseconds: number, signal?: AbortSignal): Promise<TuningRecord> {
    return this.#queue.wait(id, milliseconds, signal)
  }

  /** Stops the running tuning and leaves it in the queue, for the next service on this store. */
  stop(): Promise<void> {
    return this.#queue.stop()
  }

  get stopping(): boolean {
    return this.#queue.stopping
  }

  /** The tuning that has the pool; null when none runs. */
  get running(): TuningRecord | null {
    return this.#queue.running
  }

  /** Candidates measured in this process's life. */
  get measured(): number {
    return this.#queue.measured
  }

  #submit(submission: Submission): Submitted {
    const { workload, hardware, priority, client, retain } = submission
    const key = keyOf(submission)
    const same = key.kind === 'outside' ? null : this.#store.tunings.findSame(key)
    if (same) {
      if (same.state === 'queued') this.#store.tunings.raisePriority(same.id, priority)
      return { tuning: same, created: false }
    }
    requireTunable(submission)
    if (key.kind === 'outside') askingStrategy(submission.strategy)
    this.#requireRoom(1)
    this.#store.workloads.add(workload)
    this.#store.accelerators.add(hardware)
    const tuning = this.#queue.enter(this.#store.tunings.add(key, { priority, client, retain }))
    return { tuning, created: true }
  }

  #submitHistory({ candidates, client, workload, hardware, seed }: History): TuningRecord {
    const key = keyOf({
      workload,
      hardware,
      seed,
      budget: { trials: null, seconds: null },
      kind: 'remeasure',
      strategy: 'history',
      space: null,
      warm_start: false,
    })
    this.#store.workloads.add(workload)
    this.#store.accelerators.add(hardware)
    const tuning = this.#store.tunings.add(key, { priority: 0, client, retain: null }, (number) => {
      for (const candidate of candidates) this.#store.candidates.insert(number, candidate)
    })
    return this.#queue.enter(tuning)
  }

  /** @throws QueueFull when so many more do not fit the queue. */
  #requireRoom(tunings: number): void {
    const queued = this.#store.tunings.queuedCount()
    if (queued + tunings > this.#maxQueued) throw new QueueFull(this.#maxQueued, queued)
  }
}
