import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../src/compiler/schedule.js'
import { extentsOf } from '../../src/compiler/tiles.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { regionSchedule, residences } from '../../src/search/certified/region.js'
import { choicesFor, cutChoices } from '../../src/search/certified/region-cuts.js'
import { familiesOf, regionsOf } from '../../src/search/certified/regions.js'
import { withoutRepeats } from '../../src/search/certified/sequences.js'
import { sequenceSpace } from '../../src/search/sequence-space/space.js'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'
import { anyWorkload } from '../workload/arbitrary.js'

/** Every schedule that the certified strategy settles, region by region. */
function* everySchedule(workload: Workload, hardware: Hardware): Generator<Schedule> {
  const choices = cutChoices(extentsOf(workload, hardware).k)
  for (const family of familiesOf(workload, hardware, { shard: 0, of: 1, mostTiles: null })) {
    const places = residences(workload, hardware, family.outer, { m: family.m[0], n: family.n[0] })
    for (const region of regionsOf(family)) {
      const { first, middle, last } = choicesFor(choices, region.m.length * region.n.length)
      for (const f of first) {
        for (const m of middle) {
          for (const l of last) {
            const k = { first: f.sequence, middle: m.sequence, last: l.sequence }
            for (const uopAt of ['first', 'after_copy'] as const) {
              const schedule = regionSchedule(region, places, k, uopAt)
              yield { ...schedule, alu_tiles: withoutRepeats(region.groups) }
            }
          }
        }
      }
    }
  }
}

const gemm = (m: number, n: number, k: number): Workload => normalWorkload({ kind: 'gemm', m, n, k })

/** A product on a hardware, and how far into its space to look. */
const anyPlace = fc.record({
  workload: anyWorkload(300),
  name: fc.constantFrom(...presetNames),
  share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
})

const spaceAt = ({ workload, name, share }: typeof anyPlace extends fc.Arbitrary<infer P> ? P : never) => {
  const space = sequenceSpace(workload, preset(name))
  return { space, index: Math.floor(share * space.size) }
}

describe('the numbered space of sequences', () => {
  it.each([
    { m: 1, n: 100, k: 40 },
    { m: 5, n: 16, k: 77 },
    { m: 4, n: 64, k: 20 },
  ])('holds every schedule that is settled of $m x $n x $k, each once', ({ m, n, k }) => {
    const workload = gemm(m, n, k)
    const space = sequenceSpace(workload, preset('pynq'))
    const settled = [...everySchedule(workload, preset('pynq'))].map((each) => JSON.stringify(each))
    const numbered = Array.from({ length: space.size }, (_, i) => JSON.stringify(space.at(i)))
    expect(numbered.toSorted()).toEqual(settled.toSorted())
  })

  it('holds as many schedules as the regions of a large product do, though it lists none', () => {
    const workload = gemm(16, 256, 256)
    const choices = cutChoices(16)
    let schedules = 0
    for (const family of familiesOf(workload, preset('de10'), { shard: 0, of: 1, mostTiles: null })) {
      const { first, middle, last } = choicesFor(choices, family.m.length * family.n.length)
      for (const _ of regionsOf(family)) schedules += 2 * first.length * middle.length * last.length
    }
    expect(sequenceSpace(workload, preset('de10')).size).toBe(schedules)
  })

  it('gives each number digits of its own, and the number back for them', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        const { space, index } = spaceAt(place)
        const digits = space.digits(index)
        expect(space.indexOf(digits)).toBe(index)
        for (const [i, digit] of digits.entries()) {
          expect(digit >= 0 && digit < space.radices[i]).toBe(true)
        }
      }),
    )
  })

  it('takes any digits for a point of the space', () => {
    fc.assert(
      fc.property(anyPlace, fc.array(fc.nat(9999), { minLength: 12, maxLength: 12 }), (place, wanted) => {
        const { space } = spaceAt(place)
        const index = space.indexOf(Int32Array.from(wanted, (digit, i) => digit % space.radices[i]))
        expect(Number.isInteger(index) && index >= 0 && index < space.size).toBe(true)
      }),
    )
  })

  it('finds a schedule of its own again, and something near any other', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (place, elsewhere) => {
        const { space, index } = spaceAt(place)
        const schedule = space.at(index)
        expect(space.at(space.nearest(schedule))).toEqual(schedule)
        const other = spaceAt(elsewhere)
        const near = space.nearest(other.space.at(other.index))
        expect(near >= 0 && near < space.size).toBe(true)
      }),
    )
  })

  it('numbers the largest products too, and names a knob for each digit', () => {
    for (const workload of [gemm(65_536, 65_536, 65_536), gemm(65_536, 16, 16), gemm(1000, 16_000, 8192)]) {
      const space = sequenceSpace(workload, preset('pynq'))
      expect(Number.isSafeInteger(space.size)).toBe(true)
      expect(space.knobs).toHaveLength(space.radices.length)
      if (space.size > 0) expect(space.indexOf(space.digits(space.size - 1))).toBe(space.size - 1)
    }
  })
})
