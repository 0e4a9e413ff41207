import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { FluidBound } from './fluid-bound.js'
import { planOf, residences, type Region } from './region.js'
import { leastCuts } from './region-cuts.js'
import { groupings, tileSequences } from './sequences.js'

/** A region and a bound for all of its schedules, in cycles. */
export interface BoundedRegion {
  readonly region: Region
  readonly bound: number
}

/** All regions that differ in how tiles are grouped alone. */
type Family = Omit<Region, 'groups'>

/** Every family of regions of the sequence space, in a fixed order. */
export function* familiesOf(workload: Workload, hardware: Hardware): Generator<Family> {
  const { m, n } = extentsOf(workload, hardware)
  const sequencesOfM = tileSequences(m)
  const sequencesOfN = tileSequences(n)
  for (const outer of ['m', 'n'] as const) {
    for (const tileM of sequencesOfM) {
      for (const tileN of sequencesOfN) {
        if (outer === 'n' && (tileM.length === 1 || tileN.length === 1)) continue
        yield* variants(workload, hardware, outer, tileM, tileN)
      }
    }
  }
}

/** With one chunk along an axis the order of the tile loops means nothing, with one tile how tiles start. */
function* variants(
  workload: Workload,
  hardware: Hardware,
  outer: 'm' | 'n',
  m: readonly number[],
  n: readonly number[],
): Generator<Family> {
  const places = residences(workload, hardware, outer, { m: m[0], n: n[0] })
  for (const inp of places.inp) {
    for (const startsAtOnce of m.length * n.length === 1 ? [false] : [true, false]) {
      yield { outer, m, n, inp, startsAtOnce }
    }
  }
}

/** A family's regions: tiles share passes only where one reset starts them all. */
export function* regionsOf(family: Family): Generator<Region> {
  const tiles = family.m.length * family.n.length
  const ones = Array.from({ length: tiles }, () => 1)
  for (const groups of family.startsAtOnce ? groupings(tiles) : [ones]) yield { ...family, groups }
}

/** Gives each region its bound and keeps those below the limit, least bound first. */
export function promisingRegions(
  workload: Workload,
  hardware: Hardware,
  limit: number,
): readonly BoundedRegion[] {
  const fluid = new FluidBound(workload, hardware)
  const found: BoundedRegion[] = []
  for (const family of familiesOf(workload, hardware)) {
    const { wgt } = residences(workload, hardware, family.outer, { m: family.m[0], n: family.n[0] })
    if (fluid.leastCycles({ ...family, wgt }) >= limit) continue
    for (const region of regionsOf(family)) {
      const bound = fluid.cycles(planOf(region, wgt), leastCuts)
      if (bound < limit) found.push({ region, bound })
    }
  }
  return found.sort((x, y) => x.bound - y.bound)
}
