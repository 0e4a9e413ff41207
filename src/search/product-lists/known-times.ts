import type { FlatList } from '../../compiler/flat-list.js'
import { attachPoints, fills, uopPlaces } from '../../compiler/schedule.js'
import type { Draft } from './draft.js'
import { listForDrafts, writeDraft } from './flat-draft.js'
import type { Timed, Times } from './timed.js'

/** What is known of a draft: its time, or null and the limit that it is not faster than. */
interface Known {
  readonly timed: Timed | null
  readonly limit: number
}

/**
 * Drafts' times, each found out once: a cold walk comes by the same neighbours of the best again and again.
 */
export class KnownTimes {
  readonly #known = new Map<number, Known>()
  readonly #list: FlatList

  /** @param like any of the drafts to come. */
  constructor(
    private readonly times: Times,
    like: Draft,
  ) {
    this.#list = listForDrafts(like)
  }

  /** A draft, perhaps a better one in its place, with its cycles; null where it is illegal, or not faster than the limit. */
  of(draft: Draft, limit: number): Timed | null {
    const list = this.#list
    writeDraft(list, draft)
    const key = keyOf(list)
    const known = this.#known.get(key)
    if (known?.timed) return known.timed.cycles < limit ? known.timed : null
    if (known && limit <= known.limit) return null
    const timed = this.times.of(draft, list, limit)
    this.#known.set(key, { timed, limit })
    return timed
  }
}

/**
 * A list as a number: two hashes of its words, 26 bits each, begun by its knobs. No two of some thousand lists are likely
 * to share one.
 */
export function keyOf({ knobs, words, length }: FlatList): number {
  let high = attachPoints.indexOf(knobs.inp_at)
  high = high * attachPoints.length + attachPoints.indexOf(knobs.wgt_at)
  high = high * attachPoints.length + attachPoints.indexOf(knobs.acc_at)
  high = high * fills.length + fills.indexOf(knobs.inp_fill)
  high = high * fills.length + fills.indexOf(knobs.wgt_fill)
  high = high * uopPlaces.length + uopPlaces.indexOf(knobs.uop_at)
  let low = ~high
  for (let i = 0; i < length; i++) {
    high = Math.imul(high ^ words[i], 0x9e3779b1)
    high ^= high >>> 15
    low = Math.imul(low ^ words[i], 0x85ebca6b)
    low ^= low >>> 13
  }
  return (high >>> 6) * 2 ** 26 + (low >>> 6)
}
