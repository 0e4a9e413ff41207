import { EventEmitter, once } from 'node:events'
import { isOver, type TuningRecord, type TuningResult } from '../store/records.js'
import type { Store } from '../store/store.js'
import { TuningStopped, UnknownTuning } from './errors.js'
import { EventFeed, type TuningEvent } from './event-feed.js'
import { trimLog } from './retention.js'
import type { Runner } from './tuning-runner.js'

export interface QueueOptions {
  readonly store: Store
  readonly runner: Runner
  /** Told of what nobody waits for: a tuning that failed other than by its own request. */
  readonly onError?: (error: unknown, tuningId: string) => void
}

interface Running {
  readonly id: string
  readonly stop: AbortController
  readonly done: Promise<void>
}

/** Longest that a stop waits for the running tuning to let go. */
const stopMilliseconds = 5000

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Runs tunings one at a time, each with the whole pool, and says what becomes of them. Who waits is in the store, so that
 * the queue outlives the process.
 */
export class TuningQueue {
  /** What happens to tunings, for whoever watches. */
  readonly events = new EventFeed()
  readonly #store: Store
  readonly #runner: Runner
  readonly #onError: (error: unknown, tuningId: string) => void
  /** Emits a tuning's id when it is over. */
  readonly #over = new EventEmitter().setMaxListeners(0)
  readonly #stopping = new AbortController()
  #running: Running | null = null
  readonly #publish = (event: TuningEvent): void => this.events.publish(event)

  /** Takes up what the process before left queued, running or half trimmed. */
  constructor({ store, runner, onError }: QueueOptions) {
    this.#store = store
    this.#runner = runner
    this.#onError = onError ?? (() => {})
    store.tunings.requeueRunning()
    void this.#trimLogs().then(() => this.#runNext())
  }

  /** @throws UnknownTuning */
  get(id: string): TuningRecord {
    const tuning = this.#store.tunings.get(id)
    if (!tuning) throw new UnknownTuning(id)
    return tuning
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

  /** Lets a tuning that was just stored take its turn. */
  enter(tuning: TuningRecord): TuningRecord {
    this.events.publish({ kind: 'state', tuning })
    this.#runNext()
    return this.get(tuning.id)
  }

  /** Ends a tuning that found what it looked for. */
  finish(tuning: TuningRecord, result: TuningResult): TuningRecord {
    const finished = this.#store.finish(tuning, result)
    this.#end(finished)
    return finished
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
      this.finish(tuning, await this.#runner.run(tuning, signal, this.#publish))
    } catch (error) {
      if (!signal.aborted) this.#fail(tuning, error)
    }
    await this.#trimLogs()
    this.#running = null
    this.#runNext()
  }

  /** Makes logs of tunings that are over as long as they should be; also one that a kill left too long. */
  async #trimLogs(): Promise<void> {
    for (
      let next = this.#store.tunings.nextToTrim();
      next && !this.stopping;
      next = this.#store.tunings.nextToTrim()
    ) {
      try {
        this.events.publish({ kind: 'state', tuning: await trimLog(this.#store, next) })
      } catch (error) {
        this.#onError(error, next.id)
        return
      }
    }
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
