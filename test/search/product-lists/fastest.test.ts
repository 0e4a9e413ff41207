import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { beginLists } from '../../../src/measure/settling.js'
import { TestBench } from '../../../src/measure/test-bench.js'
import { tapering } from '../../../src/search/product-lists/chunks.js'
import { listKinds, plainLists } from '../../../src/search/product-lists/starts.js'
import { normalWorkload } from '../../../src/workload/workload.js'
import { anyWorkload } from '../../workload/arbitrary.js'

const anyProduct = normalWorkload({ kind: 'gemm', m: 16, n: 64, k: 64 })

describe('tapering chunks', () => {
  it('are as many as they should be, and cover the extent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(),
        fc.double({ min: 0.4, max: 2, noNaN: true }),
        (extent, seed, ratio) => {
          const count = 1 + (seed % Math.min(extent, 20))
          const sizes = tapering(extent, count, ratio)
          expect(sizes).toHaveLength(count)
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(extent)
          expect(Math.min(...sizes)).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('are each about so many times the one before it', () => {
    expect(tapering(100, 4, 0.5)).toEqual([53, 27, 13, 7])
    expect(tapering(100, 4, 1)).toEqual([25, 25, 25, 25])
    expect(tapering(5, 4, 0.1)).toEqual([2, 1, 1, 1])
  })
})

describe('the fastest lists of a kind', () => {
  it('are right, take what they say, and are no slower than any plain list', () => {
    fc.assert(
      fc.property(anyWorkload(120), fc.constantFrom(...presetNames), fc.nat(), (workload, name, pick) => {
        const hardware = preset(name)
        const bench = new TestBench({ workload, hardware, seed: 1 })
        for (const { lists: of } of listKinds(workload, hardware)) {
          const { lists } = beginLists({ workload, hardware, of, until: null })
          expect(lists.map(({ cycles }) => cycles)).toEqual(
            lists.map(({ cycles }) => cycles).toSorted((a, b) => a - b),
          )
          for (const { schedule, cycles } of lists) {
            expect(bench.measure(schedule)).toMatchObject({ status: 'ok', cycles })
          }
          const plain = plainLists(of, workload, hardware).flat()
          const { cycles } = bench.measure(plain[pick % plain.length])
          expect(lists[0].cycles).toBeLessThanOrEqual(cycles ?? Infinity)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('are none when there is no time', () => {
    const [{ lists: of }] = listKinds(anyProduct, preset('pynq'))
    expect(beginLists({ workload: anyProduct, hardware: preset('pynq'), of, until: 0 })).toEqual({
      lists: [],
      simulated: 0,
    })
  })
})
