import { OutOfTime, type TimeLimit } from './time-limit.js'
import type { TuneResult } from './tuning.js'

export interface SoFar {
  /** Called with what is known of a tuning that ends without a result, before it rejects. */
  readonly onStopped?: (soFar: TuneResult) => void | Promise<void>
}

/**
 * Waits for the end of a search; one whose time is up ends with what it has found so far.
 * @throws OutOfTime when that is nothing; the reason of the limit's signal when its caller aborts it.
 */
export async function orSoFar(
  search: Promise<TuneResult>,
  soFar: () => TuneResult,
  limit: TimeLimit,
  { onStopped }: SoFar,
): Promise<TuneResult> {
  try {
    const result = await search.catch((error: unknown) => {
      if (limit.stop?.aborted || !limit.isOverrun) throw error
      return soFar()
    })
    if (result.best === null && limit.isSpent()) throw limit.outOfTime
    return result
  } catch (error) {
    if (limit.signal.aborted || error instanceof OutOfTime) await onStopped?.(soFar())
    throw error
  } finally {
    limit.close()
  }
}
