import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { microOpWord } from '../../../src/isa/micro-op.js'
import { type IndexPattern, IndexSet } from '../../../src/simulator/function/index-set.js'
import { indexField, MicroOpRanges } from '../../../src/simulator/function/micro-op-ranges.js'

const uopDepth = 8
const depth = 64

/** Micro-ops as tiles have them, equally far apart, and as they come. */
const regular = fc
  .tuple(fc.nat(40), fc.integer({ min: -3, max: 5 }))
  .map(([first, step]) => Array.from({ length: uopDepth }, (_, i) => Math.max(0, first + i * step)))
const indices = fc.oneof(regular, fc.array(fc.nat(depth), { minLength: uopDepth, maxLength: uopDepth }))
const count = fc.integer({ min: 1, max: 6 })
const stride = fc.oneof(fc.nat(4), fc.nat(20))
const patterns = fc.record({
  field: fc.constantFrom(...Object.values(indexField)),
  begin: fc.nat(uopDepth + 2),
  rounds: fc.integer({ min: 1, max: uopDepth + 2 }),
  outer: count,
  out: stride,
  inner: count,
  step: stride,
})

const wordsOf = (fields: readonly number[]): Uint32Array =>
  Uint32Array.from(fields, (index) => microOpWord(index, index, index))

/** Every index of the pattern, one by one. */
function plainly(p: IndexPattern, fields: readonly number[]): number[] {
  const found: number[] = []
  for (let o = 0; o < p.outer; o++) {
    for (let i = 0; i < p.inner; i++) {
      for (let u = 0; u < p.rounds; u++) {
        found.push(fields[(p.begin + u) % uopDepth] + o * p.out + i * p.step)
      }
    }
  }
  return found
}

const sorted = (values: Iterable<number>): number[] => [...new Set(values)].toSorted((a, b) => a - b)

it('an index set holds the elements that the index takes, in one piece or listed', () => {
  const set = new IndexSet(depth)
  const seen = { ranges: 0, lists: 0 }
  fc.assert(
    fc.property(indices, patterns, (fields, pattern) => {
      const uops = new MicroOpRanges(wordsOf(fields))
      uops.look(pattern.begin, pattern.rounds)
      set.collect(pattern, uops, depth)
      seen[set.isRange ? 'ranges' : 'lists']++
      const elements = set.isRange
        ? Array.from({ length: set.count }, (_, i) => (set.first + i) % depth)
        : set.elements.subarray(0, set.count)
      expect(sorted(elements)).toEqual(sorted(plainly(pattern, fields).map((index) => index % depth)))
      expect(new Set(elements).size).toBe(elements.length)
    }),
    { numRuns: 2000 },
  )
  expect(Math.min(seen.ranges, seen.lists)).toBeGreaterThan(20)
})

it('micro-op ranges know the highest index, and forget when micro-ops change', () => {
  fc.assert(
    fc.property(indices, indices, fc.nat(uopDepth - 1), count, (first, second, begin, rounds) => {
      const uops = new MicroOpRanges(wordsOf(first))
      for (const fields of [first, second]) {
        uops.words.set(wordsOf(fields))
        uops.changed()
        uops.look(begin, rounds)
        const run = Array.from({ length: rounds }, (_, i) => fields[(begin + i) % uopDepth])
        for (const field of Object.values(indexField))
          expect(uops.highest(begin, field)).toBe(Math.max(...run))
      }
    }),
  )
})
