import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { DigestSet } from '../../src/service/digest-set.js'

it('says of each digest whether it is new, as a set does, however many there are', () => {
  const digest = fc.oneof(fc.nat(20), fc.maxSafeNat())
  fc.assert(
    fc.property(fc.nat(10_000), fc.array(digest, { maxLength: 5000, size: 'max' }), (expected, digests) => {
      const set = new DigestSet(expected)
      const plain = new Set<number>()
      for (const each of digests) {
        expect(set.add(each)).toBe(!plain.has(each))
        plain.add(each)
        expect(set.size).toBe(plain.size)
      }
    }),
    { numRuns: 30 },
  )
})
