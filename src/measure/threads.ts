import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Job, Reply } from './messages.js'

/** A job that was not answered: its worker took too long and was ended, or died by itself. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  constructor(
    readonly kind: 'timeout' | 'crashed',
    message: string,
  ) {
    super(message)
  }
}

/** Of a worker's heap, what holds its newest objects: what a candidate leaves is garbage at once, and needs little room. */
const youngMegabytes = 12

/** Longest that a worker may take to load its code and answer. */
const startMilliseconds = 20_000

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The workers' code. Built code alone runs in threads, wherever this module itself was loaded from. */
export const workerFile = new URL('../../dist/measure/worker.js', import.meta.url)

export interface ThreadsOptions {
  readonly workers: number
  /** The workers' code. */
  readonly file: URL
  /** JavaScript heap of a worker; past it the worker dies and the process lives. Typed arrays are not counted. */
  readonly heapMegabytes: number
}

const ping = { kind: 'ping' } as const

/** Has a free worker answer a job. */
async function answer(
  piscina: Piscina<Job, Reply>,
  job: Job,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<Reply> {
  const stop = new AbortController()
  const forward = () => stop.abort()
  const timer = setTimeout(forward, milliseconds)
  signal?.addEventListener('abort', forward)
  try {
    return await piscina.run(job, { signal: stop.signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (stop.signal.aborted) throw new JobFailed('timeout', `took longer than ${milliseconds / 1000} s`)
    throw new JobFailed('crashed', messageOf(error))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', forward)
  }
}

/** Worker threads that answer jobs, as many at a time as there are workers; the rest wait in order. */
export class Threads {
  readonly #options: ThreadsOptions
  /** Null until a job wants it: what is known already needs none. */
  #piscina: Promise<Piscina<Job, Reply>> | null = null
  readonly #waiting: (() => void)[] = []
  #free: number
  #ended = 0

  constructor(options: ThreadsOptions) {
    this.#options = options
    this.#free = options.workers
  }

  /** Starts the workers, unless they have, and waits until they answer. @throws Error when their code is missing or does not load. */
  async ready(): Promise<void> {
    await this.#started()
  }

  #started(): Promise<Piscina<Job, Reply>> {
    return (this.#piscina ??= this.#start())
  }

  async #start(): Promise<Piscina<Job, Reply>> {
    const { workers, file, heapMegabytes } = this.#options
    const filename = fileURLToPath(file)
    if (!existsSync(filename)) {
      throw new Error(`the workers' code ${filename} is missing: run "npm run build"`)
    }
    const piscina = new Piscina<Job, Reply>({
      filename,
      minThreads: workers,
      maxThreads: workers,
      // A job is handed over only when a worker is free for it, so the pool's own queue holds what is being handed over.
      maxQueue: workers,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
    })
    // An idle worker that dies is replaced; nobody waits for it, so nobody needs to know.
    piscina.on('error', () => {})
    piscina.on('workerDestroy', () => void this.#ended++)
    try {
      await Promise.all(Array.from({ length: workers }, () => answer(piscina, ping, startMilliseconds)))
    } catch (error) {
      await piscina.destroy()
      throw new Error(`the workers do not start: ${messageOf(error)}`, { cause: error })
    }
    return piscina
  }

  /** Workers that ended, by themselves or because a job of theirs took too long or was given up; each is replaced. */
  get ended(): number {
    return this.#ended
  }

  /** Rejects when no worker answers in time: a pool whose workers fail to start would wait for ever. */
  async ping(): Promise<void> {
    await this.run(ping, startMilliseconds)
  }

  /**
   * Has a worker answer a job; the first job starts them.
   * @param milliseconds the longest it may take once a worker has it; then that worker is ended.
   * @throws Error when they do not start; JobFailed when it is not answered; the signal's reason when that aborts, which ends the worker at once.
   */
  async run(job: Job, milliseconds: number, signal?: AbortSignal): Promise<Reply> {
    const piscina = await this.#started()
    await this.#acquire()
    try {
      signal?.throwIfAborted()
      return await answer(piscina, job, milliseconds, signal)
    } finally {
      this.#release()
    }
  }

  async #acquire(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }

  /** Ends the workers, whatever they do; jobs that were not answered fail. */
  async close(): Promise<void> {
    const piscina = await this.#piscina?.catch(() => null)
    await piscina?.destroy()
  }
}
