import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/compiler/compile.js'
import { IllegalSchedule, scheduleSchema, type Schedule } from '../../../src/compiler/schedule.js'
import { extentsOf } from '../../../src/compiler/tiles.js'
import type { Hardware } from '../../../src/hardware/hardware.js'
import { preset, presetNames } from '../../../src/hardware/presets.js'
import { TestBench } from '../../../src/measure/test-bench.js'
import { change } from '../../../src/search/product-lists/moves.js'
import { copyOf, draftOf, scheduleOf } from '../../../src/search/product-lists/draft.js'
import { listKinds, plainLists } from '../../../src/search/product-lists/starts.js'
import { seededRandom } from '../../../src/workload/random.js'
import type { Workload } from '../../../src/workload/workload.js'
import { anyWorkload } from '../../workload/arbitrary.js'

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)

const families = (workload: Workload, hardware: Hardware): readonly (readonly Schedule[])[] =>
  listKinds(workload, hardware).flatMap(({ lists }) => plainLists(lists, workload, hardware))

const endsOf = (family: readonly Schedule[]): readonly Schedule[] => [family[0], family[family.length - 1]]

const anySubject = fc.record({
  workload: anyWorkload(300),
  hardware: fc.constantFrom(...presetNames).map((name) => preset(name)),
})

describe('a starting list', () => {
  it('is right for every workload and hardware, and legal, but that tapered tiles may be too large', () => {
    fc.assert(
      fc.property(anySubject, ({ workload, hardware }) => {
        const bench = new TestBench({ workload, hardware, seed: 1 })
        for (const family of families(workload, hardware)) {
          const legal = family.length === 1 ? ['ok'] : ['ok', 'illegal']
          for (const start of endsOf(family)) {
            const { status, detail } = bench.measure(start)
            expect(legal, detail ?? '').toContain(status)
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a changed draft', () => {
  it('keeps its sizes whole and stays a schedule of the right form', () => {
    fc.assert(
      fc.property(anySubject, fc.nat(), ({ workload, hardware }, seed) => {
        const random = seededRandom(seed)
        const { m, n } = extentsOf(workload, hardware)
        for (const start of families(workload, hardware).flatMap(endsOf)) {
          const draft = draftOf(start, workload, hardware)
          for (let i = 0; i < 30; i++) change(draft, true, random)
          expect(sum(draft.m)).toBe(m)
          expect(sum(draft.n)).toBe(n)
          expect(sum(draft.groups.map(({ tiles }) => tiles))).toBe(draft.m.length * draft.n.length)
          expect(scheduleSchema.safeParse(scheduleOf(draft)).success).toBe(true)
        }
      }),
    )
  })

  it('compiles, or is illegal for a reason', () => {
    let legal = 0
    fc.assert(
      fc.property(anySubject, fc.nat(), ({ workload, hardware }, seed) => {
        const random = seededRandom(seed)
        const draft = draftOf(families(workload, hardware)[0][0], workload, hardware)
        for (let i = 0; i < 10; i++) {
          const next = copyOf(draft)
          change(next, true, random)
          try {
            compile(workload, scheduleOf(next), hardware)
            legal++
          } catch (error) {
            expect(error).toBeInstanceOf(IllegalSchedule)
          }
        }
      }),
    )
    expect(legal).toBeGreaterThan(300)
  })
})
