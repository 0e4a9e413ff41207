import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { TuningRecord, TuningResult } from '../store/records.js'
import type { TuningEvent } from './event-feed.js'
import type { Counts, Order, Report, ThreadData } from './thread-messages.js'
import type { Publish, Runner } from './tuning-runner.js'

export interface ThreadedRunnerOptions extends ThreadData {
  /** The thread's code, when it is not this package's own. */
  readonly code?: URL
}

/** The thread's code. Built code alone runs in threads, wherever this module itself was loaded from. */
const threadFile = new URL('../../dist/service/tuning-thread.js', import.meta.url)

/** Longest that closing waits for the thread to let go of its workers and the database. */
const closeMilliseconds = 2000

/** The tuning that the thread has. */
interface Running {
  readonly publish: Publish
  readonly resolve: (result: TuningResult) => void
  readonly reject: (error: Error) => void
}

const give = (thread: Worker, order: Order): void => thread.postMessage(order)

const nothing: Counts = { measured: 0, restarts: 0 }

/**
 * Tunes in a thread of its own, so that the caller's is free for requests whenever there are some: what is asked of a strategy,
 * counted and stored would use up its slices of a core, and then it would wait behind the workers.
 */
export class ThreadedRunner implements Runner {
  readonly #options: ThreadedRunnerOptions
  #thread: Promise<Worker> | null = null
  #running: Running | null = null
  /** Of threads that died, and of the one that lives. */
  #before = nothing
  #counts = nothing

  /** Begins to start the thread and its workers, on a store that this process has open. */
  constructor(options: ThreadedRunnerOptions) {
    this.#options = options
    // Whoever waits for it hears of it.
    this.#alive().catch(() => {})
  }

  /** Resolves when thread and workers have started. @throws Error when they do not. */
  async ready(): Promise<void> {
    await this.#alive()
  }

  get measured(): number {
    return this.#before.measured + this.#counts.measured
  }

  /** Workers that died or took too long and were replaced. */
  get restarts(): number {
    return this.#before.restarts + this.#counts.restarts
  }

  /**
   * Has the thread run a tuning; one at a time.
   * @throws the signal's reason when that aborts, once the thread has let go; else what went wrong there, by name and message.
   */
  async run(tuning: TuningRecord, signal: AbortSignal, tell: Publish): Promise<TuningResult> {
    const thread = await this.#alive()
    signal.throwIfAborted()
    const stop = () => give(thread, { kind: 'stop' })
    // What was on its way when the signal came is no news of a tuning that is over.
    const publish = (event: TuningEvent) => void (signal.aborted || tell(event))
    signal.addEventListener('abort', stop)
    try {
      return await new Promise<TuningResult>((resolve, reject) => {
        this.#running = { publish, resolve, reject }
        give(thread, { kind: 'run', tuning })
      })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      this.#running = null
      signal.removeEventListener('abort', stop)
    }
  }

  /** Ends the thread; what it runs is left where it is. */
  async close(): Promise<void> {
    const thread = await this.#thread?.catch(() => null)
    if (!thread) return
    give(thread, { kind: 'close' })
    await once(thread, 'exit', { signal: AbortSignal.timeout(closeMilliseconds) }).catch(() => {})
    await thread.terminate()
  }

  #alive(): Promise<Worker> {
    return (this.#thread ??= this.#begin())
  }

  async #begin(): Promise<Worker> {
    const { store, workers, code = threadFile } = this.#options
    const data: ThreadData = { store, workers }
    const thread = new Worker(code, { workerData: data })
    thread.on('message', (report: Report) => this.#hear(report))
    const ended = new AbortController()
    let why: unknown = null
    thread.on('error', (error) => (why = error))
    thread.on('exit', (exitCode) => {
      ended.abort()
      this.#died(why instanceof Error ? why : new Error(`the thread that tunes ended with ${exitCode}`))
    })
    await once(thread, 'message', { signal: ended.signal })
    return thread
  }

  #hear(report: Report): void {
    if (report.kind === 'ready') return
    this.#counts = report.counts
    switch (report.kind) {
      case 'event':
        this.#running?.publish(report.event)
        return
      case 'finished':
        this.#running?.resolve(report.result)
        return
      case 'failed': {
        const error = new Error(report.message)
        error.name = report.name
        this.#running?.reject(error)
      }
    }
  }

  /** Costs the tuning that it had; the next one begins another thread. */
  #died(error: Error): void {
    this.#thread = null
    this.#before = { measured: this.measured, restarts: this.restarts }
    this.#counts = nothing
    this.#running?.reject(error)
  }
}
