import { EventEmitter, once } from 'node:events'
import { layOut } from '../compiler/layout.js'
import { askingStrategy } from '../search/strategies.js'
import type { Page, PageRequest } from '../store/page.js'
import { isOver, type TuningRecord, type TuningResult } from '../store/records.js'
import type { Store } from '../store/store.js'
import type { TuningFilter } from '../store/tunings.js'
import { KeyReused, QueueFull, ServiceStopping, TuningStopped, UnknownTuning } from './errors.js'
import { EventFeed } from './event-feed.js'
import type { Measurer } from './recorded-run.js'
import { keyOf, type History, type Submission, type Submitted } from './submission.js'
import { requireTunable, type tune } from './tune.js'
import { TuningRunner } from './tuning-runner.js'

export interface TuningServiceOptions {
  readonly store: Store
  readonly pool: Measurer
  /** Runs one tuning. */
  readonly tune: typeof tune
  /** Tunings that may wait; more are refused. */
  readonly maxQueued?: number
  /** Told of what nobody waits for: a tuning that failed other than by its own request. */
  readonly onError?: (error: unknown, tuningId: string) => void
}

interface Running {
  readonly id: string
  readonly stop: AbortController
  readonly done: Promise<void>
}

const defaultMaxQueued = 1000

/** Longest that a stop waits for the running tuning to let go. */
const stopMilliseconds = 5000

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * A tuning's life: queued, running, then finished, failed or cancelled. One runs at a time with the whole pool; the
 * queue is in the store, so that it outlives the process.
 */
export class TuningService {
  /** What happens to tunings, for whoever watches. */
  readonly events = new EventFeed()
  readonly #store: Store
  readonly #runner: TuningRunner
  readonly #maxQueued: number
  readonly #onError: (error: unknown, tuningId: string) => void
  /** Emits a tuning's id when it is over. */
  readonly #over = new EventEmitter().setMaxListeners(0)
  readonly #stopping = new AbortController()
  #running: Running | null = null

  /** Takes up what the process before left queued or running. */
  constructor({ store, pool, tune: run, maxQueued, onError }: TuningServiceOptions) {
    this.#store = store
    this.#runner = new TuningRunner({ store, pool, tune: run, events: this.events })
    this.#maxQueued = maxQueued ?? defaultMaxQueued
    this.#onError = onError ?? (() => {})
    store.tunings.requeueRunning()
    this.#runNext()
  }

  /**
   * The tuning that answers a request: the same one for the same request, whoever asks, for as long as it was not
   * cancelled and did not fail; and for the same key always.
   * @throws InputError when the strategy cannot search the workload's space; QueueFull, KeyReused, ServiceStopping
   */
  submit(submission: Submission, idempotencyKey?: string): Submitted {
    if (this.stopping) throw new ServiceStopping()
    if (idempotencyKey === undefined) return this.#submit(submission)
    const request = JSON.stringify([keyOf(submission), submission.priority])
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
    if (this.stopping) throw new ServiceStopping()
    for (const submission of submissions) requireTunable(submission)
    const keys = submissions.map((submission) => keyOf(submission))
    const fresh = keys.filter((key) => this.#store.tunings.findSame(key) === null)
    this.#requireRoom(new Set(fresh.map((key) => JSON.stringify(key))).size)
    return submissions.map((submission) => this.#submit(submission).tuning)
  }

  /** Queues claims to be measured, all of them or none. @throws InputError, QueueFull, ServiceStopping */
  submitHistories(histories: readonly History[]): readonly TuningRecord[] {
    if (this.stopping) throw new ServiceStopping()
    for (const { workload, hardware } of histories) layOut(workload, hardware)
    this.#requireRoom(histories.length)
    return histories.map((history) => this.#submitHistory(history))
  }

  #submitHistory({ candidates, client, workload, hardware, seed }: History): TuningRecord {
    const budget = { trials: null, seconds: null }
    const key = keyOf({
      workload,
      hardware,
      seed,
      budget,
      kind: 'remeasure',
      strategy: 'history',
      warm_start: false,
    })
    this.#store.workloads.add(workload)
    this.#store.accelerators.add(hardware)
    const tuning = this.#store.tunings.add(key, { priority: 0, client }, (number) => {
      for (const candidate of candidates) this.#store.candidates.insert(number, candidate)
    })
    return this.#enter(tuning)
  }

  /** Ends a tuning that found what it looked for. */
  finish(tuning: TuningRecord, result: TuningResult): TuningRecord {
    const finished = this.#store.finish(tuning, result)
    this.#end(finished)
    return finished
  }

  /** @throws UnknownTuning */
  get(id: string): TuningRecord {
    const tuning = this.#store.tunings.get(id)
    if (!tuning) throw new UnknownTuning(id)
    return tuning
  }

  list(filter: TuningFilter, request: PageRequest): Page<TuningRecord> {
    return this.#store.tunings.page(filter, request)
  }

  /** Cancels a tuning that is not over; its workers stop within a second. @throws UnknownTuning */
  cancel(id: string): TuningRecord {
    if (isOver(this.get(id).state)) return this.get(id)
    const cancelled = this.#store.tunings.end(id, { state: 'cancelled' })
    if (this.#running?.id === id) this.#running.stop.abort(new TuningStopped('cancelled'))
    this.#end(cancelled)
    return cancelled
  }

  /** The tuning once it is over, or as it stands after so long, when the signal aborts, or the service stops. */
  async wait(id: string, milliseconds: number, signal?: AbortSignal): Promise<TuningRecord> {
    const tuning = this.get(id)
    if (isOver(tuning.state)) return tuning
    const signals = [this.#stopping.signal, AbortSignal.timeout(milliseconds), ...(signal ? [signal] : [])]
    await once(this.#over, id, { signal: AbortSignal.any(signals) }).catch(() => {})
    return this.get(id)
  }

  /** Stops the running tuning and leaves it in the queue, for the next service on this store. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const running = this.#running
    if (running) {
      running.stop.abort(new TuningStopped('service stops'))
      await Promise.race([running.done, once(AbortSignal.timeout(stopMilliseconds), 'abort')])
    }
    this.#store.tunings.requeueRunning()
    this.events.close()
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted
  }

  /** The tuning that has the pool; null when none runs. */
  get running(): TuningRecord | null {
    return this.#running && this.get(this.#running.id)
  }

  /** Candidates measured in this process's life. */
  get measured(): number {
    return this.#runner.measured
  }

  #submit(submission: Submission): Submitted {
    const { workload, hardware, priority, client } = submission
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
    const tuning = this.#enter(this.#store.tunings.add(key, { priority, client }))
    return { tuning, created: true }
  }

  /** @throws QueueFull when so many more do not fit the queue. */
  #requireRoom(tunings: number): void {
    const queued = this.#store.tunings.queuedCount()
    if (queued + tunings > this.#maxQueued) throw new QueueFull(this.#maxQueued, queued)
  }

  /** Lets a tuning that was just stored take its turn. */
  #enter(tuning: TuningRecord): TuningRecord {
    this.events.publish({ kind: 'state', tuning })
    this.#runNext()
    return this.get(tuning.id)
  }

  /** Tells everybody that a tuning is over. */
  #end(tuning: TuningRecord): void {
    this.events.publish({ kind: 'state', tuning })
    this.#over.emit(tuning.id)
  }

  #runNext(): void {
    if (this.#running || this.stopping) return
    const next = this.#store.tunings.nextInLine()
    if (!next) return
    const stop = new AbortController()
    const tuning = this.#store.tunings.start(next.id)
    this.events.publish({ kind: 'state', tuning })
    const done = Promise.resolve().then(() => this.#run(tuning, stop.signal))
    this.#running = { id: tuning.id, stop, done }
  }

  /** Never rejects: what goes wrong is the tuning's failure. */
  async #run(tuning: TuningRecord, signal: AbortSignal): Promise<void> {
    try {
      this.finish(tuning, await this.#runner.run(tuning, signal))
    } catch (error) {
      if (!signal.aborted) this.#fail(tuning, error)
    }
    this.#running = null
    this.#runNext()
  }

  #fail({ id }: TuningRecord, error: unknown): void {
    this.#onError(error, id)
    try {
      this.#end(this.#store.tunings.end(id, { state: 'failed', error: messageOf(error) }))
    } catch (endError) {
      // A store that cannot say so will find the tuning running when it is opened again.
      this.#onError(endError, id)
      this.#over.emit(id)
    }
  }
}
