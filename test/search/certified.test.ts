import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { IllegalSchedule, type Schedule } from '../../src/compiler/schedule.js'
import { extentsOf } from '../../src/compiler/tiles.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { FluidBound, microOpBursts } from '../../src/search/certified/fluid-bound.js'
import { planOf, regionSchedule, residences, type Region } from '../../src/search/certified/region.js'
import {
  choicesFor,
  cutChoices,
  leastCuts,
  mostChunksOf,
  type Cut,
} from '../../src/search/certified/region-cuts.js'
import { familiesOf, regionsOf, survey, type Shard } from '../../src/search/certified/regions.js'
import { RegionSettler, settleShard, type Time } from '../../src/search/certified/settle-region.js'
import { FollowBound, type KnownCuts } from '../../src/search/checking/follow-bound.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'
import { anyWorkload } from '../workload/arbitrary.js'

const whole: Shard = { shard: 0, of: 1, mostTiles: null }

/** Exact cycles of a schedule below a limit; null when it takes longer. @throws IllegalSchedule. */
function timer(workload: Workload, hardware: Hardware): Time {
  const machine = new TimingMachine(hardware)
  return (schedule, cutoff) => {
    const { instructions, dramBytes } = compile(workload, schedule, hardware)
    const { status, cycles } = machine.run(instructions, { dramBytes, cutoff })
    return status === 'finished' ? cycles : null
  }
}

function cyclesOf(time: Time, schedule: Schedule): number | null {
  try {
    return time(schedule, 2 ** 30)
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

const placesOf = (workload: Workload, hardware: Hardware, region: Omit<Region, 'groups'>) =>
  residences(workload, hardware, region.outer, { m: region.m[0], n: region.n[0] })

/** What the checker's bound is told of cuts. */
const knownOf = ({ first, middle, last }: Record<'first' | 'middle' | 'last', Cut>): KnownCuts => ({
  first: first.known,
  middle: middle.known,
  last: last.known,
})

const sizes = (cut: Cut): readonly number[] => cut.sequence

/** Every schedule of the sequence space, region by region. */
function* everySchedule(workload: Workload, hardware: Hardware): Generator<Schedule> {
  const choices = cutChoices(extentsOf(workload, hardware).k)
  for (const family of familiesOf(workload, hardware, whole)) {
    for (const region of regionsOf(family)) {
      const { first, middle, last } = choicesFor(choices, region.m.length * region.n.length)
      for (const f of first) {
        for (const m of middle) {
          for (const l of last) {
            for (const uopAt of ['first', 'after_copy'] as const) {
              const k = { first: sizes(f), middle: sizes(m), last: sizes(l) }
              yield regionSchedule(region, placesOf(workload, hardware, region), k, uopAt)
            }
          }
        }
      }
    }
  }
}

const anyRegion = (workload: Workload, hardware: Hardware) => {
  const families = [...familiesOf(workload, hardware, { ...whole, mostTiles: 9 })]
  return fc.nat(families.length - 1).chain((index) => fc.constantFrom(...regionsOf(families[index])))
}

const anyCase = fc
  .record({ workload: anyWorkload(90), name: fc.constantFrom(...presetNames) })
  .chain(({ workload, name }) => {
    const hardware = preset(name)
    const choices = cutChoices(extentsOf(workload, hardware).k)
    return fc.record({
      workload: fc.constant(workload),
      hardware: fc.constant(hardware),
      region: anyRegion(workload, hardware),
      first: fc.constantFrom(...choices.first),
      middle: fc.constantFrom(...choices.middle),
      last: fc.constantFrom(...choices.last),
      uopAt: fc.constantFrom('first', 'after_copy'),
    })
  })

describe("the bounds of a region, and the checker's own", () => {
  it('are never above what any of its schedules takes, nor the loose one above the close one', () => {
    fc.assert(
      fc.property(anyCase, ({ workload, hardware, region, first, middle, last, uopAt }) => {
        const places = placesOf(workload, hardware, region)
        const fluid = new FluidBound(workload, hardware)
        const plan = planOf(region, places.wgt)
        const k = { first: first.sequence, middle: middle.sequence, last: last.sequence }
        const cycles = cyclesOf(timer(workload, hardware), regionSchedule(region, places, k, uopAt))
        fc.pre(cycles !== null)
        const close = fluid.cycles(plan, { first: first.known, middle: middle.known, last: last.known })
        const choices = cutChoices(extentsOf(workload, hardware).k)
        const loose = fluid.cycles(plan, leastCuts(choices))
        expect(close).toBeLessThanOrEqual(cycles)
        expect(loose).toBeLessThanOrEqual(close)
        expect(fluid.leastOfGroupings(plan, leastCuts(choices))).toBeLessThanOrEqual(loose)
        expect(fluid.leastCycles(plan, mostChunksOf(choices))).toBeLessThanOrEqual(cycles)
        const checkers = new FollowBound(workload, hardware)
        const followed = (groups: readonly number[] | null): number =>
          checkers.cycles(region, places.wgt === 'again', knownOf({ first, middle, last }), groups)
        expect(followed(region.groups)).toBeLessThanOrEqual(cycles)
        expect(followed(null)).toBeLessThanOrEqual(followed(region.groups))
      }),
      { numRuns: 250 },
    )
  })
})

describe('bursts of loads of micro-ops', () => {
  it('are counted where a load crosses the end of a burst behind another', () => {
    const anyLoads = fc.record({
      hardware: fc.constantFrom(...presetNames).map((name) => preset(name)),
      // Every other load is a small one: with the one behind it, more than the scratchpad holds.
      loads: fc.array(fc.integer({ min: 1, max: 1023 }), { minLength: 1, maxLength: 5 }),
    })
    fc.assert(
      fc.property(anyLoads, ({ hardware, loads }) => {
        const { depth, burstBeats } = hardware
        const counts = loads.length === 1 ? loads : loads.flatMap((few) => [few, depth.uop + 1 - few])
        const window = 2 * burstBeats
        let at = 0
        let bursts = 0
        for (const count of counts) {
          bursts += Math.floor((at + count - 1) / window) - Math.floor(at / window) + 1
          at += count
        }
        expect(microOpBursts(at, hardware)).toBeGreaterThanOrEqual(bursts)
      }),
    )
  })
})

describe('settling the sequence space', () => {
  const small = [
    { m: 3, n: 48, k: 40, hardware: 'pynq' },
    { m: 4, n: 24, k: 32, hardware: 'de10' },
    { m: 2, n: 32, k: 24, hardware: 'block8' },
  ] as const
  it.each(small)(
    'finds what trying every schedule finds: $m x $n x $k on $hardware',
    ({ m, n, k, hardware: name }) => {
      const hardware = preset(name)
      const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8, clip: [0, 127] } })
      const time = timer(workload, hardware)
      let fastest = Infinity
      for (const schedule of everySchedule(workload, hardware)) {
        fastest = Math.min(fastest, cyclesOf(time, schedule) ?? Infinity)
      }
      const settler = new RegionSettler(workload, hardware, time)
      const limit = 2 ** 30
      const { best } = settleShard(settler, survey(workload, hardware, whole, limit), limit, null)
      expect(best?.cycles).toBe(fastest)
      expect(best && cyclesOf(time, best.schedule)).toBe(fastest)
    },
  )
})
