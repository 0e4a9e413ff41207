import { Worker } from 'node:worker_threads'

/**
 * What the one number that the two threads share says: nothing to do; a checkpoint is wanted; it ends, for which nobody else
 * can write; no more will be.
 */
export const states = { idle: 0, wanted: 1, ending: 2, over: 3 } as const

/** What the thread is given. */
export interface Shared {
  readonly file: string
  readonly state: Int32Array<SharedArrayBuffer>
}

/** The thread's code. Built code alone runs in threads, wherever this module itself was loaded from. */
const threadFile = new URL('../../dist/store/checkpoint-thread.js', import.meta.url)

/** Between two checkpoints at least: commits that meet one may wait for the disk, some milliseconds. Long tunings commit 50 MB meanwhile. */
const pauseMilliseconds = 10_000
/** Longest that closing waits for a checkpoint that has begun. */
const mostWaitMilliseconds = 10_000

/**
 * Has what was committed copied from the write-ahead log into the database file by a thread of its own: that waits for the
 * disk, tens of milliseconds, for which the thread that commits would answer nobody.
 */
export class Checkpoints {
  readonly #file: string
  readonly #state = new Int32Array(new SharedArrayBuffer(4))
  #thread: Worker | null = null
  #last = performance.now()

  /** @param file of the database. @param pause milliseconds between two checkpoints at least. */
  constructor(
    file: string,
    readonly pause = pauseMilliseconds,
  ) {
    this.#file = file
  }

  /** To be told of every commit; most are none of its business. */
  committed(): void {
    const now = performance.now()
    if (now - this.#last < this.pause || Atomics.load(this.#state, 0) !== states.idle) return
    this.#last = now
    this.#thread ??= this.#start()
    Atomics.store(this.#state, 0, states.wanted)
    Atomics.notify(this.#state, 0)
  }

  /** Whether a commit would have to wait for the end of a checkpoint. */
  get isEnding(): boolean {
    return Atomics.load(this.#state, 0) === states.ending
  }

  #start(): Worker {
    const shared: Shared = { file: this.#file, state: this.#state }
    const thread = new Worker(threadFile, {
      workerData: shared,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    // What it could not do, SQLite does within a commit when the log has grown too long, and says what is wrong.
    thread.on('error', () => {
      Atomics.store(this.#state, 0, states.over)
      Atomics.notify(this.#state, 0)
    })
    thread.unref()
    return thread
  }

  /** Ends the thread, and what it does before. */
  close(): void {
    if (this.#thread === null) return
    for (const state of [states.wanted, states.ending])
      Atomics.wait(this.#state, 0, state, mostWaitMilliseconds)
    Atomics.store(this.#state, 0, states.over)
    Atomics.notify(this.#state, 0)
    void this.#thread.terminate()
  }
}
