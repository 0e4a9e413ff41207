import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { FluidBound } from './fluid-bound.js'
import { planOf, residences, type Region } from './region.js'
import { leastCuts } from './region-cuts.js'
import { tileSequences } from './sequences.js'

/** A region and a bound for all of its schedules, in cycles. */
export interface BoundedRegion {
  readonly region: Region
  readonly bound: number
}

/** Every region of the sequence space, in a fixed order. */
export function* regionsOf(workload: Workload, hardware: Hardware): Generator<Region> {
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
): Generator<Region> {
  const places = residences(workload, hardware, outer, { m: m[0], n: n[0] })
  for (const inp of places.inp) {
    for (const startsAtOnce of m.length * n.length === 1 ? [false] : [true, false]) {
      yield { outer, m, n, inp, startsAtOnce }
    }
  }
}

/** Gives each region its bound and keeps those below the limit, least bound first. */
export function promisingRegions(
  workload: Workload,
  hardware: Hardware,
  limit: number,
): readonly BoundedRegion[] {
  const fluid = new FluidBound(workload, hardware)
  const found: BoundedRegion[] = []
  for (const region of regionsOf(workload, hardware)) {
    const largest = { m: region.m[0], n: region.n[0] }
    const { wgt } = residences(workload, hardware, region.outer, largest)
    const bound = fluid.cycles(planOf(region, wgt), leastCuts)
    if (bound < limit) found.push({ region, bound })
  }
  return found.sort((x, y) => x.bound - y.bound)
}
