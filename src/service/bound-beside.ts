import type { Subject } from '../measure/messages.js'
import type { Measurer } from '../measure/pool.js'
import { JobFailed } from '../measure/threads.js'

/**
 * The bound for any program (docs/bounds.md), which a worker works out while the search goes on: it says nothing of what to
 * look for, and before the search it would delay that.
 */
export class BoundBeside {
  #known: number | null = null
  readonly #found: Promise<number | null>

  /** Begins. */
  constructor(pool: Pick<Measurer, 'bound'>, subject: Subject, signal?: AbortSignal) {
    this.#found = pool.bound(subject, signal).then(
      (cycles) => (this.#known = cycles),
      (error: unknown) => {
        // What the search has found is worth having without a bound, too.
        if (error instanceof JobFailed) return null
        throw error
      },
    )
    // Whoever waits for it hears of it; nobody does after an abort.
    this.#found.catch(() => undefined)
  }

  /** Cycles; null where they are not known yet. */
  get known(): number | null {
    return this.#known
  }

  /** Cycles, once they are known; null when the worker did not live to tell. @throws the signal's reason when that aborts. */
  found(): Promise<number | null> {
    return this.#found
  }
}

/** How far cycles are from a bound, as a fraction; null where one of them is not known. */
export const gapOf = (cycles: number | null | undefined, bound: number | null): number | null =>
  cycles === null || cycles === undefined || bound === null ? null : cycles / bound - 1
