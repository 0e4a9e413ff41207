import { setImmediate } from 'node:timers/promises'
import { tuningNumber } from '../store/ids.js'
import type { Outline } from '../store/measurements.js'
import type { TuningRecord } from '../store/records.js'
import type { Store } from '../store/store.js'

/** Rows that are looked at, and dropped, before others have their turn on this thread. */
const chunkRows = 1000

/** What is kept in any case: what was run in full, which is whatever was the best for a time, and the sample. */
const isKept = ({ checked }: Outline): boolean => checked === 'full'

/** Every row of a tuning's log, a chunk at a time, with a pause behind each. */
async function* chunksOf({ measurements }: Store, tuning: number): AsyncGenerator<readonly Outline[]> {
  for (let last = 0; ;) {
    const rows = measurements.outlines(tuning, last, chunkRows)
    if (rows.length === 0) return
    yield rows
    last = rows[rows.length - 1].number
    await setImmediate()
  }
}

/** How fast a row is: what has no cycles, or is not right, is the slowest. */
const rankOf = ({ status, cycles }: Outline): number => (status === 'ok' ? (cycles ?? Infinity) : Infinity)

/**
 * Drops what a tuning that is over need not keep of its log: all but its best, its sample and the fastest of the rest,
 * as many as `retain` says; of equally fast ones the first. Counts stay as they were. To be done again from the start
 * where a stop or a kill cut it short.
 * @returns the tuning, which says what was dropped; itself when it keeps everything.
 */
export async function trimLog(store: Store, tuning: TuningRecord): Promise<TuningRecord> {
  const { id, retain } = tuning
  if (retain === null) return tuning
  const number = tuningNumber(id) ?? 0
  const { limit, ties } = await slowestKept(store, number, retain)
  const left = new Map(Object.entries(tuning.counts))
  let tiesLeft = ties
  for await (const rows of chunksOf(store, number)) {
    const dropped: number[] = []
    for (const row of rows) {
      const rank = rankOf(row)
      const isAmongFastest = rank < limit || (rank === limit && tiesLeft-- > 0)
      if (isKept(row) || isAmongFastest) left.set(row.status, (left.get(row.status) ?? 0) - 1)
      else dropped.push(row.number)
    }
    if (dropped.length > 0) store.write(() => store.measurements.drop(number, dropped))
  }
  return store.tunings.writeDropped(id, Object.fromEntries([...left].filter(([, count]) => count > 0)))
}

/** The rank of the slowest row that is kept for its speed, and how many of that rank are. */
async function slowestKept(
  store: Store,
  tuning: number,
  retain: number,
): Promise<{ readonly limit: number; readonly ties: number }> {
  const ranks: number[] = []
  for await (const rows of chunksOf(store, tuning)) {
    for (const row of rows) if (!isKept(row)) ranks.push(rankOf(row))
  }
  if (retain === 0) return { limit: -1, ties: 0 }
  if (ranks.length <= retain) return { limit: Infinity, ties: Infinity }
  const sorted = Float64Array.from(ranks).toSorted()
  const limit = sorted[retain - 1]
  return { limit, ties: retain - sorted.indexOf(limit) }
}
