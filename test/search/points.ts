import * as fc from 'fast-check'
import { mixedRadix } from '../../src/search/mixed-radix.js'
import type { Points } from '../../src/search/space.js'

/** Points of given radices; every second digit is ordered, every third a tile's size, and the features are the digits. */
export function points(radices: readonly number[]): Points {
  const radix = mixedRadix(radices)
  return {
    ...radix,
    ordered: radices.map((_, place) => place % 2 === 0),
    tiles: radices.map((_, place) => place % 3 === 0),
    features: {
      names: radices.map((_, place) => `digit ${place}`),
      write: (index, into, at) => into.set(radix.digits(index), at),
    },
  }
}

/** Spaces from one point to a few hundred, digits with a single value among theirs. */
export const anyPoints: fc.Arbitrary<Points> = fc
  .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
  .filter((radices) => radices.reduce((product, radix) => product * radix, 1) <= 400)
  .map((radices) => points(radices))
