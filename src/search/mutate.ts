import type { Random } from '../workload/random.js'
import type { Digits } from './mixed-radix.js'
import type { Points } from './space.js'

/** Places of a space's digits that have more than one value. */
export const freePlaces = ({ radices }: Pick<Points, 'radices'>): readonly number[] =>
  [...radices.keys()].filter((place) => radices[place] > 1)

/**
 * Gives one place another value than it has. Where neighbouring digits mean neighbouring sizes, every second change is
 * a step to a neighbour; all others are equally likely.
 */
export function mutate(digits: Digits, place: number, { radices, ordered }: Points, random: Random): void {
  const radix = radices[place]
  const old = digits[place]
  if (ordered[place] && random.below(2) === 0) {
    const step = old === 0 ? 1 : old === radix - 1 ? -1 : random.below(2) * 2 - 1
    digits[place] = old + step
    return
  }
  const other = random.below(radix - 1)
  digits[place] = other < old ? other : other + 1
}
