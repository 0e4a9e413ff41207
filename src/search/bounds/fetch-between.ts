import type { Costs } from './costs.js'

/** Instructions that fetch moves whatever the modules do: each of their queues holds as many (6). */
const queue = 512

/**
 * Beats of fetch that memory serves between loads' beats beyond the gaps that it waits in anyway (docs/bounds.md, "Fetch
 * after the first batch").
 * @param instructions of the program, more than one batch.
 * @param waits gaps between epochs that a batch can be served in at no cost.
 * @param reads beats of the loads.
 */
export function fetchedBetween(
  { batch, burst }: Costs,
  instructions: number,
  waits: number,
  reads: number,
): number {
  const full = Math.floor(Math.min(instructions, queue) / batch) - 1
  // A batch has come when the one before was moved, 16 bursts were served and memory has started again.
  const longest = 18 * burst + 3 * batch + 40
  const early = Math.min(full, Math.floor(reads / longest))
  // One of the gaps has the last batch, if it is short; but there is one more, inside the first epoch.
  return burst * Math.max(0, early - Math.max(1, waits))
}
