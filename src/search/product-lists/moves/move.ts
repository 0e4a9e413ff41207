import type { Random } from '../../../workload/random.js'
import type { Draft, DraftProduct } from '../draft.js'

/**
 * A small change of a draft; false where there is nothing for it to change. What it makes need not be legal, the
 * compiler says that. Sizes stay whole: the chunks of an axis sum to its extent, and so do the blocks of k of each tile,
 * unless several tiles are one product.
 */
export type Move = (draft: Draft, random: Random) => boolean

export const coin = (random: Random): boolean => random.below(2) === 0

export const anySign = (random: Random): 1 | -1 => (coin(random) ? 1 : -1)

/** Any place of a list where something is so; null where nothing is. */
export function anyIndex<T>(of: readonly T[], is: (one: T) => boolean, random: Random): number | null {
  let count = 0
  for (const one of of) if (is(one)) count++
  if (count === 0) return null
  let left = random.below(count)
  return of.findIndex((one) => is(one) && left-- === 0)
}

export const sameTiles = (a: DraftProduct, b: DraftProduct): boolean =>
  a.m === b.m && a.n === b.n && a.chunks === b.chunks
