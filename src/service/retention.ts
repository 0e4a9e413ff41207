import { setImmediate } from 'node:timers/promises'
import type { RowGroup } from '../measure/row-group.js'
import { sliceOf } from '../measure/row-group-writer.js'
import { tuningNumber } from '../store/ids.js'
import type { TuningRecord } from '../store/records.js'
import type { StoredGroup } from '../store/row-groups.js'
import type { Store } from '../store/store.js'

/** Groups that are looked at, and shortened, before others have their turn on this thread. */
const chunkGroups = 8

/** What is kept in any case: what was run in full, which is whatever was the best for a time, and the sample. */
const isKept = (group: RowGroup, row: number): boolean => group.check(row) === 'full'

/** Every group of a tuning's log, a chunk at a time, with a pause behind each. */
async function* chunksOf({ rowGroups }: Store, tuning: number): AsyncGenerator<readonly StoredGroup[]> {
  for (let last = 0; ;) {
    const groups = rowGroups.after(tuning, last, chunkGroups)
    if (groups.length === 0) return
    const { first, group } = groups[groups.length - 1]
    // Behind it, and not behind its beginning: what is left of it may begin later.
    last = first + group.length - 1
    yield groups
    await setImmediate()
  }
}

/** How fast a row is: what has no cycles, or is not right, is the slowest. */
const rankOf = (group: RowGroup, row: number): number => group.countedCycles(row) ?? Infinity

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
  const stays = (group: RowGroup, row: number): boolean => {
    const rank = rankOf(group, row)
    return isKept(group, row) || rank < limit || (rank === limit && tiesLeft-- > 0)
  }
  for await (const chunk of chunksOf(store, number)) {
    store.write(() => {
      for (const stored of chunk) {
        const parts = partsThat(stays, stored)
        for (const { group } of parts) uncount(left, group)
        if (parts.length === 1 && parts[0].group === stored.group) continue
        store.rowGroups.delete(number, stored)
        for (const part of parts) store.rowGroups.insert(number, part)
      }
    })
  }
  return store.tunings.writeDropped(id, Object.fromEntries([...left].filter(([, count]) => count > 0)))
}

/** A group without what does not stay: what stays together is a group of its own. */
function partsThat(
  stays: (group: RowGroup, row: number) => boolean,
  { first, group }: StoredGroup,
): readonly StoredGroup[] {
  const parts: StoredGroup[] = []
  let from = 0
  for (let row = 0; row <= group.length; row++) {
    if (row < group.length && stays(group, row)) continue
    if (from < row) parts.push({ first: first + from, group: sliceOf(group, from, row) })
    from = row + 1
  }
  return parts
}

function uncount(counts: Map<string, number>, group: RowGroup): void {
  for (let row = 0; row < group.length; row++) {
    const status = group.status(row)
    counts.set(status, (counts.get(status) ?? 0) - 1)
  }
}

/** The rank of the slowest row that is kept for its speed, and how many of that rank are. */
async function slowestKept(
  store: Store,
  tuning: number,
  retain: number,
): Promise<{ readonly limit: number; readonly ties: number }> {
  const ranks: number[] = []
  for await (const chunk of chunksOf(store, tuning)) {
    for (const { group } of chunk) {
      for (let row = 0; row < group.length; row++) if (!isKept(group, row)) ranks.push(rankOf(group, row))
    }
  }
  if (retain === 0) return { limit: -1, ties: 0 }
  if (ranks.length <= retain) return { limit: Infinity, ties: Infinity }
  const sorted = Float64Array.from(ranks).toSorted()
  const limit = sorted[retain - 1]
  return { limit, ties: retain - sorted.indexOf(limit) }
}
