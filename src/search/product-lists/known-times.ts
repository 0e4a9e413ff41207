import type { Draft, DraftLoad, DraftProduct } from './draft.js'
import type { Timed, Times } from './timed.js'

/** What is known of a draft: its time, or null and the limit that it is not faster than. */
interface Known {
  readonly timed: Timed | null
  readonly limit: number
}

/**
 * Drafts' times, each found out once: a cold walk comes by the same neighbours of the best again and again.
 */
export class KnownTimes implements Times {
  readonly #known = new Map<number, Known>()

  constructor(private readonly times: Times) {}

  get runs(): number {
    return this.times.runs
  }

  of(draft: Draft, limit: number): Timed | null {
    const key = keyOf(draft)
    const known = this.#known.get(key)
    if (known?.timed) return known.timed.cycles < limit ? known.timed : null
    if (known && limit <= known.limit) return null
    const timed = this.times.of(draft, limit)
    this.#known.set(key, { timed, limit })
    return timed
  }
}

/** Two hashes of 26 bits side by side, which a number holds: no two of some thousand drafts are likely to share one. */
class Hash {
  #high = 0x2f0b4a27
  #low = 0x1b873593

  add(value: number): void {
    this.#high = Math.imul(this.#high ^ value, 0x9e3779b1)
    this.#high ^= this.#high >>> 15
    this.#low = Math.imul(this.#low ^ value, 0x85ebca6b)
    this.#low ^= this.#low >>> 13
  }

  get value(): number {
    return (this.#high >>> 6) * 2 ** 26 + (this.#low >>> 6)
  }
}

/** Ends a list of numbers: none of them is negative. */
const end = -1

function keyOf({ m, n, products, groups, firstFront, knobs }: Draft): number {
  const hash = new Hash()
  for (const size of m) hash.add(size)
  hash.add(end)
  for (const size of n) hash.add(size)
  hash.add(end)
  for (const product of products) addProduct(hash, product)
  hash.add(end)
  for (const { tiles, cuts } of groups) {
    hash.add(tiles)
    for (const { behind, passes } of cuts) {
      hash.add(behind)
      hash.add(passes)
    }
    hash.add(end)
  }
  hash.add(firstFront)
  for (const value of [
    knobs.inp_at,
    knobs.wgt_at,
    knobs.acc_at,
    knobs.inp_fill,
    knobs.wgt_fill,
    knobs.uop_at,
  ]) {
    hash.add(value.length)
    hash.add(value.charCodeAt(value.length - 1))
  }
  return hash.value
}

function addProduct(hash: Hash, { m, n, chunks, blocks, loads, ahead }: DraftProduct): void {
  hash.add(m)
  hash.add(n)
  hash.add(chunks)
  hash.add(blocks)
  hash.add(ahead.a)
  hash.add(ahead.b)
  hash.add(ahead.chunks)
  for (const load of loads) addLoad(hash, load)
  hash.add(end)
}

function addLoad(hash: Hash, { wait, front }: DraftLoad): void {
  hash.add(wait)
  hash.add(front)
}
