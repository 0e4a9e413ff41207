import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import type { Beginning } from '../../src/search/bounds/beginnings.js'
import { costsOf } from '../../src/search/bounds/costs.js'
import { demandOf } from '../../src/search/bounds/demand.js'
import { EpochSearch, exact } from '../../src/search/bounds/epochs.js'
import { ProgramForm } from '../../src/search/bounds/program-form.js'
import { Walk } from '../../src/search/bounds/walk.js'
import { seededRandom } from '../../src/workload/random.js'
import { normalWorkload } from '../../src/workload/workload.js'

/*
 * What a beginning is believed to come to decides what is looked at: were it ever more than what some way to the end
 * comes to, the bound could be above a program. Ways to the end are drawn at random here, and not searched for.
 */

const epilogues = [
  {},
  { shift: 8 },
  { shift: 8, clip: [0, 127] as [number, number] },
  { bias: true, shift: 7 },
]

const anyForm = fc.record({
  name: fc.constantFrom('pynq' as const, 'de10' as const, 'block8' as const, 'block32' as const),
  m: fc.integer({ min: 1, max: 80 }),
  n: fc.integer({ min: 1, max: 100 }),
  k: fc.integer({ min: 1, max: 150 }),
  epilogue: fc.constantFrom(...epilogues),
  storedOnce: fc.boolean(),
  wrapped: fc.boolean(),
})

/** Its programs were once ruled out by a rough look, for an epoch that brings less than such a look tells apart. */
const onceRuledOut: AnyForm = {
  name: 'pynq',
  m: 73,
  n: 49,
  k: 65,
  epilogue: {},
  storedOnce: false,
  wrapped: false,
}

type AnyForm = typeof anyForm extends fc.Arbitrary<infer T> ? T : never

function searchOf({ name, m, n, k, epilogue, storedOnce, wrapped }: AnyForm): EpochSearch {
  const hardware = preset(name)
  const demand = demandOf(normalWorkload({ kind: 'gemm', m, n, k, epilogue }), hardware)
  return new EpochSearch(new ProgramForm(demand, costsOf(hardware), { storedOnce, wrapped }))
}

/** Cycles of each beginning on a way to the end, drawn by `choose`, and of the whole; null when it comes to no end. */
function drawn(search: EpochSearch, high: number, choose: (of: number) => number): readonly number[] | null {
  const cycles: number[] = []
  for (let beginning = search.start; ;) {
    const label = search.label(beginning, high, high)
    cycles.push(label.cycles)
    const whole = search.whole(label, high)
    if (whole) return [...cycles, whole.cycles]
    const { form, costs } = search.form
    const next: Beginning[] = []
    search.follow(label, exact, (one) => {
      // A form of one batch has no programs of more instructions.
      if (form.wrapped || one.tally.instructions <= costs.batch) next.push(one)
    })
    if (next.length === 0) return null
    // Good ways are the ones that may come to less than what is believed.
    next.sort((a, b) => search.label(a, high, high).cycles - search.label(b, high, high).cycles)
    beginning = next[choose(choose(next.length) + 1)]
  }
}

describe('what a beginning is believed to come to', () => {
  it('is not above what any way to the end comes to', () => {
    let ends = 0
    fc.assert(
      fc.property(
        anyForm,
        fc.integer({ min: 0, max: 500 }),
        fc.infiniteStream(fc.nat()),
        (form, more, choices) => {
          const search = searchOf(form)
          for (let tries = 0; tries < 20; tries++) {
            const way = drawn(
              search,
              search.form.loadCycles + more,
              (of) => Number(choices.next().value) % of,
            )
            if (!way) continue
            ends++
            expect(Math.max(...way)).toBe(way[way.length - 1])
          }
        },
      ),
      { numRuns: 60 },
    )
    expect(ends).toBeGreaterThan(100)
  })

  it('allows for LOADs that bridge both gaps of an epoch', () => {
    const search = searchOf({
      name: 'pynq',
      m: 3,
      n: 65,
      k: 145,
      epilogue: {},
      storedOnce: false,
      wrapped: true,
    })
    const random = seededRandom(1)
    for (let tries = 0; tries < 1000; tries++) {
      const way = drawn(search, search.form.loadCycles, (of) => random.below(of))
      if (way) expect(Math.max(...way)).toBe(way[way.length - 1])
    }
  })

  it('has no more of B missing than there is', () => {
    fc.assert(
      fc.property(anyForm, fc.integer({ min: -200, max: 400 }), (form, more) => {
        const search = searchOf(form)
        const { nBlocks, kBlocks, bBeats } = search.form.demand
        const high = search.form.loadCycles + more
        search.follow(search.label(search.start, high, high), exact, ({ missing, someOfA }) => {
          if (!someOfA) expect(missing).toBeLessThanOrEqual(nBlocks * kBlocks * bBeats)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('is not raised by looking less closely', () => {
    fc.assert(
      fc.property(anyForm, fc.integer({ min: 100, max: 400 }), (form, more) => {
        const search = searchOf(form)
        const other = search.form.loadCycles + more
        const close = new Walk(search, other, other).least(Infinity, Infinity, 2000)
        const rough = new Walk(search, other, other, { beats: 5, outputs: 4 }).least(Infinity, Infinity, 2000)
        if (close?.whole) expect(rough?.cycles ?? Infinity).toBeLessThanOrEqual(close.cycles)
      }),
      { numRuns: 30, examples: [[onceRuledOut, 104]] },
    )
  })
})
