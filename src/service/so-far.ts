import type { TuneResult } from './tuning.js'

/** Waits for the end of a search; where the signal ends it, tells first what it has found. */
export async function orSoFar(
  search: Promise<TuneResult>,
  soFar: () => TuneResult,
  {
    signal,
    onStopped,
  }: {
    readonly signal?: AbortSignal
    readonly onStopped?: (soFar: TuneResult) => void | Promise<void>
  },
): Promise<TuneResult> {
  try {
    return await search
  } catch (error) {
    if (signal?.aborted) await onStopped?.(soFar())
    throw error
  }
}
