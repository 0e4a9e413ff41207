import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { IntervalMap } from '../../../src/simulator/function/interval-map.js'

it('an interval map holds for each address the value it was last given', () => {
  const range = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 20 }))
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), range, (assigned, [from, length]) => {
      const map = new IntervalMap()
      const plain = Array.from({ length: 60 }, () => 0)
      for (const [i, [start, count]] of assigned.entries()) {
        map.assign(start, start + count, i + 1)
        plain.fill(i + 1, start, start + count)
      }
      const seen = new Map<number, number>()
      map.visit(from, from + length, (value, address) => seen.set(address, value))
      // Each value that lies in the range, at the first address of each stretch of it.
      const stretches = [...Array(length).keys()]
        .map((i) => from + i)
        .filter((a) => plain[a] !== 0 && (a === from || plain[a] !== plain[a - 1]))
      expect([...seen]).toEqual(stretches.map((a) => [a, plain[a]]))
    }),
    { numRuns: 300 },
  )
})
