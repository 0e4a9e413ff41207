import { cut, extentsOf, sizesOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { FluidBound } from './fluid-bound.js'
import { planOf, residences, type Region } from './region.js'
import {
  choicesFor,
  cutChoices,
  leastCuts,
  mostChunksOf,
  schedulesWith,
  type CutChoices,
} from './region-cuts.js'
import { groupings, tileSequences } from './sequences.js'

/** A region and a bound for all of its schedules, in cycles. */
export interface BoundedRegion {
  readonly region: Region
  readonly bound: number
}

/** All regions that differ in how tiles are grouped alone. */
export type Family = Omit<Region, 'groups'>

/** A part of the sequence space: every `of`-th pair of sequences, from `shard` on; only few tiles when so limited. */
export interface Shard {
  readonly shard: number
  readonly of: number
  readonly mostTiles: number | null
}

/** Every family of regions of a shard, in a fixed order. */
export function* familiesOf(
  workload: Workload,
  hardware: Hardware,
  { shard, of, mostTiles }: Shard,
): Generator<Family> {
  const { m, n } = extentsOf(workload, hardware)
  const sequencesOfM = tileSequences(m)
  const sequencesOfN = tileSequences(n)
  const pairs = sequencesOfM.length * sequencesOfN.length
  for (let pair = shard; pair < pairs; pair += of) {
    const tileM = sequencesOfM[Math.floor(pair / sequencesOfN.length)]
    const tileN = sequencesOfN[pair % sequencesOfN.length]
    if (mostTiles !== null && tileM.length * tileN.length > mostTiles) continue
    yield* familiesOfPair(workload, hardware, tileM, tileN)
  }
}

/** The families of a pair of sequences: which they are depends on the lengths and the first chunks alone. */
export function* familiesOfPair(
  workload: Workload,
  hardware: Hardware,
  tileM: readonly number[],
  tileN: readonly number[],
): Generator<Family> {
  yield* variants(workload, hardware, 'm', tileM, tileN)
  // With one chunk along an axis the order of the tile loops means nothing.
  if (tileM.length > 1 && tileN.length > 1) yield* variants(workload, hardware, 'n', tileM, tileN)
}

/** With one tile, how tiles start means nothing. */
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
      if (accumulatorsHold(workload, hardware, m, n, startsAtOnce)) yield { outer, m, n, inp, startsAtOnce }
    }
  }
}

/** Whether the accumulators hold what is started at a time. */
function accumulatorsHold(
  workload: Workload,
  hardware: Hardware,
  m: readonly number[],
  n: readonly number[],
  startsAtOnce: boolean,
): boolean {
  const extents = extentsOf(workload, hardware)
  return (startsAtOnce ? extents.m * extents.n : m[0] * n[0]) <= hardware.depth.acc
}

/** A family's regions: tiles share passes only where one reset starts them all. */
export function* regionsOf(family: Family): Generator<Region> {
  const tiles = family.m.length * family.n.length
  for (const groups of family.startsAtOnce ? groupings(tiles) : [[1]]) {
    yield { ...family, groups: sizesOf(cut(groups, tiles)) }
  }
}

/** A shard's regions by their bounds: those below the limit, least bound first, and how many are not. */
export interface Survey {
  readonly promising: readonly BoundedRegion[]
  /** Families and regions dropped by their bounds, and the least of those bounds. */
  readonly bounded: number
  readonly leastBound: number
  /** Schedules in what was dropped. */
  readonly schedules: number
}

/** Whether the time is up: what is not done then stays open. */
export type Late = () => boolean
export const never: Late = () => false

/** Gives each family of a shard, and each region of those that need it, its bound. */
export function survey(
  workload: Workload,
  hardware: Hardware,
  shard: Shard,
  limit: number,
  late: Late = never,
): Survey {
  const fluid = new FluidBound(workload, hardware)
  const choices = cutChoices(extentsOf(workload, hardware).k)
  const cuts = leastCuts(choices)
  const mostChunks = mostChunksOf(choices)
  const promising: BoundedRegion[] = []
  let bounded = 0
  let leastBound = Infinity
  let schedules = 0
  const sizes = new RegionSizes(choices)
  const drop = (bound: number, held: number): void => {
    bounded++
    schedules += held
    leastBound = Math.min(leastBound, bound)
  }
  for (const family of familiesOf(workload, hardware, shard)) {
    if (late()) break
    const { wgt } = residences(workload, hardware, family.outer, { m: family.m[0], n: family.n[0] })
    const least = fluid.leastCycles({ ...family, wgt }, mostChunks)
    if (least >= limit) {
      drop(least, sizes.ofFamily(family))
      continue
    }
    const ofGroupings = family.startsAtOnce ? fluid.leastOfGroupings({ ...family, wgt }, cuts) : least
    if (ofGroupings >= limit) {
      drop(ofGroupings, sizes.ofFamily(family))
      continue
    }
    for (const region of regionsOf(family)) {
      const bound = fluid.cycles(planOf(region, wgt), cuts)
      if (bound < limit) promising.push({ region, bound })
      else drop(bound, sizes.ofRegion(region))
    }
  }
  return { promising: promising.toSorted((x, y) => x.bound - y.bound), bounded, leastBound, schedules }
}

/** How many schedules regions and families hold, by their tiles. */
class RegionSizes {
  private readonly ofTiles = new Map<number, number>()

  constructor(private readonly choices: CutChoices) {}

  /** Cuts of k for the first, middle and last tile, and two places for the micro-ops. */
  ofRegion({ m, n }: Family): number {
    const tiles = m.length * n.length
    const known = this.ofTiles.get(tiles) ?? schedulesWith(choicesFor(this.choices, tiles))
    this.ofTiles.set(tiles, known)
    return known
  }

  ofFamily(family: Family): number {
    const tiles = family.m.length * family.n.length
    if (!family.startsAtOnce) return this.ofRegion(family)
    return groupings(tiles).length * this.ofRegion(family)
  }
}
