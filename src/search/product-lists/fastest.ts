import { normalSchedule } from '../../compiler/normal.js'
import type { FlatList } from '../../compiler/flat-list.js'
import type { Schedule } from '../../compiler/schedule.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import type { Late } from '../certified/regions.js'
import { bridgeFront } from './bridge.js'
import { draftOf, scheduleOf, type Draft } from './draft.js'
import { listForDrafts, writeDraft } from './flat-draft.js'
import { plainLists, type PlainLists } from './starts.js'
import { PlainTimes, type Timed, type Timer } from './timed.js'

/** Lists for walks to begin with. */
export interface Fastest {
  /** Schedules with their cycles, the fastest first. */
  readonly lists: readonly { readonly schedule: Schedule; readonly cycles: number }[]
  /** Runs that it took to find them. */
  readonly simulated: number
}

/** How many lists walks begin with. */
const mostStarts = 8

/** Of more products, gaps between loads are small beside what is loaded. */
const fewProducts = 100

/** Of a list that is likely to be begun with, so many gaps from the first one on are tried bridged, and each fewer. */
const mostBridged = 8

/** The fastest plain lists of a kind, one of a family at most, as they are or with the gaps between their loads bridged. */
export function fastestLists(
  of: PlainLists,
  workload: Workload,
  hardware: Hardware,
  timer: Timer,
  late: Late,
): Fastest {
  const times = new PlainTimes(timer)
  let list: FlatList | null = null
  const fastestOf = (drafts: readonly Draft[], before: Timed | null): Timed | null => {
    let best = before
    for (const draft of drafts) {
      if (late()) break
      list ??= listForDrafts(draft)
      writeDraft(list, draft)
      best = times.of(draft, list, best?.cycles ?? Number.MAX_SAFE_INTEGER) ?? best
    }
    return best
  }
  const lists = plainLists(of, workload, hardware)
    .map((family) => {
      const drafts = family.map((schedule) => draftOf(schedule, workload, hardware))
      return fastestOf(drafts.flatMap(plainAndBridged), null)
    })
    .filter((found) => found !== null)
    .toSorted(byCycles)
    .slice(0, mostStarts)
    .map((found) => fastestOf(lessBridged(found.draft), found) ?? found)
    .toSorted(byCycles)
    .map(({ draft, cycles }) => ({ schedule: normalSchedule(scheduleOf(draft), workload, hardware), cycles }))
  return { lists, simulated: timer.runs }
}

const byCycles = (a: Timed, b: Timed): number => a.cycles - b.cycles

/** All gaps are bridged where they matter, in short lists; not the last two: compute has no time to spare there. */
const plainAndBridged = (draft: Draft): readonly Draft[] => {
  const { length } = draft.products
  return length <= fewProducts ? [draft, bridged(draft, length - 2)] : [draft]
}

const lessBridged = (draft: Draft): readonly Draft[] =>
  Array.from({ length: Math.min(mostBridged, draft.products.length) }, (_, i) => bridged(draft, i + 1))

/** A draft with micro-ops in bursts behind the loads of its first products (bridge.ts). */
const bridged = (draft: Draft, count: number): Draft => ({
  ...draft,
  products: draft.products.map((product, at) => ({
    ...product,
    loads: at < count ? [{ wait: 0, front: bridgeFront }] : [],
  })),
  knobs: { ...draft.knobs, uop_at: 'after_copy' },
})
