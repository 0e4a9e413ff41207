import type { FlatList } from '../../compiler/flat-list.js'
import { attachPoints, fills, uopPlaces } from '../../compiler/schedule.js'
import type { Draft } from './draft.js'
import { listForDrafts, writeDraft } from './flat-draft.js'
import type { Timed, Times } from './timed.js'

/**
 * Drafts' times, each found out once: a cold walk comes by the same neighbours of the best again and again. All that is
 * kept of a draft is numbers, for the garbage of a walk is to be young.
 */
export class KnownTimes {
  readonly #list: FlatList
  /** Open addressing in a power of two of places: keys, 0 where a place is free, and what is known. */
  #keys = new Float64Array(1024)
  /** Cycles; or, negative, the limit that a draft is not faster than. */
  #known = new Float64Array(1024)
  #count = 0

  /** @param like any of the drafts to come. */
  constructor(
    private readonly times: Times,
    like: Draft,
  ) {
    this.#list = listForDrafts(like)
  }

  /**
   * A draft's cycles; null where it is illegal, or not faster than the limit. With them comes the draft, or, the first time
   * that it is seen, perhaps a better one in its place.
   */
  of(draft: Draft, limit: number): Timed | null {
    const list = this.#list
    writeDraft(list, draft)
    const key = keyOf(list)
    const place = this.#placeOf(key)
    const known = this.#known[place]
    if (known > 0) return known < limit ? { draft, cycles: known } : null
    if (known < 0 && limit <= -known) return null
    const timed = this.times.of(draft, list, limit)
    this.#set(place, key, timed ? timed.cycles : -limit)
    return timed
  }

  /** Where a key is, or where it comes. */
  #placeOf(key: number): number {
    const keys = this.#keys
    const last = keys.length - 1
    let place = key & last
    while (keys[place] !== 0 && keys[place] !== key) place = (place + 1) & last
    return place
  }

  #set(place: number, key: number, known: number): void {
    if (this.#keys[place] === 0) this.#count++
    this.#keys[place] = key
    this.#known[place] = known
    if (2 * this.#count > this.#keys.length) this.#makeRoom()
  }

  #makeRoom(): void {
    const keys = this.#keys
    const known = this.#known
    this.#keys = new Float64Array(2 * keys.length)
    this.#known = new Float64Array(2 * keys.length)
    for (const [i, key] of keys.entries()) {
      if (key === 0) continue
      const place = this.#placeOf(key)
      this.#keys[place] = key
      this.#known[place] = known[i]
    }
  }
}

/**
 * A list as a number, not 0: two hashes of its words, 26 bits each, begun by its knobs. No two of some thousand lists are
 * likely to share one.
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
  return (high >>> 6) * 2 ** 26 + (low >>> 6) + 1
}
