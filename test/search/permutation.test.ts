import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { permutation } from '../../src/search/permutation.js'
import { seededRandom } from '../../src/workload/random.js'

it('an order of a few numbers has each of them once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (size, seed) => {
      const order = permutation(size, seededRandom(seed))
      const drawn = Array.from({ length: size }, (_, place) => order(place))
      expect(drawn.toSorted((x, y) => x - y)).toEqual(Array.from({ length: size }, (_, i) => i))
    }),
    { numRuns: 50 },
  )
})

it('neighbouring places of a large order have nothing to do with each other', () => {
  const size = 3e15
  const order = permutation(size, seededRandom(7))
  const counts = Array.from({ length: 16 }, () => 0)
  const draws = 16_000
  for (let place = 0; place < draws; place++) {
    const [one, next] = [order(place), order(place + 1)]
    expect(Number.isInteger(one) && one >= 0 && one < size).toBe(true)
    counts[4 * Math.floor((4 * one) / size) + Math.floor((4 * next) / size)]++
  }
  for (const count of counts) expect(Math.abs(count - draws / 16)).toBeLessThan(150)
})
