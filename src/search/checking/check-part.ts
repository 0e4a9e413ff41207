import { extentsOf } from '../../compiler/tiles.js'
import { IllegalSchedule, type Schedule } from '../../compiler/schedule.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { familiesOf, regionsOf, type Family, type Shard } from '../certified/regions.js'
import { fits, regionSchedule, residences, type Region, type Residences } from '../certified/region.js'
import { choicesFor, cutChoices, schedulesWith, type Cut, type CutChoices } from '../certified/region-cuts.js'
import type { Time } from '../certified/settle-region.js'
import { FollowBound, type Known, type KnownCuts } from './follow-bound.js'

/** What a certificate says of a region. */
export interface StatedRegion {
  readonly region: unknown
  readonly schedules: number
  readonly bounded: number
  readonly illegal: number
  readonly simulated: number
}

/** What a certificate says of a part, as far as it can be derived without the searcher's bounds. */
export interface StatedPart {
  readonly bounded_regions: number
  readonly bounded_schedules: number
  readonly least_bound: number | null
  readonly regions: readonly StatedRegion[]
}

/** How the schedules of a part were shown to be no faster. */
export interface Shown {
  regions: number
  schedules: number
  timed: number
}

/**
 * Shows anew that no schedule of a part of the space takes fewer than `cycles`, by a bound of its own and exact runs,
 * and that what is stated of the part adds up.
 */
export class PartChecker {
  readonly shown: Shown = { regions: 0, schedules: 0, timed: 0 }
  private readonly bound: FollowBound
  private readonly choices: CutChoices
  private readonly loosest: KnownCuts

  constructor(
    private readonly workload: Workload,
    private readonly hardware: Hardware,
    private readonly cycles: number,
    private readonly time: Time,
  ) {
    this.bound = new FollowBound(workload, hardware)
    this.choices = cutChoices(extentsOf(workload, hardware).k)
    const { first, middle, last } = this.choices
    this.loosest = { first: loosest(first), middle: loosest(middle), last: loosest(last) }
  }

  /** What is wrong with a part; null when nothing is. */
  problemOf(shard: Shard, stated: StatedPart): string | null {
    const listed = new Map(stated.regions.map((one) => [JSON.stringify(one.region), one]))
    if (listed.size !== stated.regions.length) return 'a region is listed twice'
    let schedules = 0
    let inListed = 0
    let regions = 0
    for (const family of familiesOf(this.workload, this.hardware, shard)) {
      const places = residences(this.workload, this.hardware, family.outer, {
        m: family.m[0],
        n: family.n[0],
      })
      const choices = choicesFor(this.choices, family.m.length * family.n.length)
      const held = schedulesWith(choices)
      const isBounded = this.bound.cycles(family, places.wgt === 'again', this.loosest, null) >= this.cycles
      for (const region of regionsOf(family)) {
        regions++
        schedules += held
        const one = listed.size > 0 ? listed.get(JSON.stringify(region)) : undefined
        if (one) {
          listed.delete(JSON.stringify(region))
          inListed += held
          const problem = this.problemOfCounts(one, region, places, choices)
          if (problem) return problem
        }
        const faster = isBounded ? null : this.fasterIn(region, places, choices)
        if (faster) return `a schedule takes ${faster.cycles} cycles: ${JSON.stringify(faster.schedule)}`
      }
    }
    this.shown.regions += regions
    this.shown.schedules += schedules
    if (listed.size > 0) return 'a region is listed that the part does not hold'
    return problemOfSums(stated, regions, schedules - inListed, this.cycles)
  }

  private problemOfCounts(
    { schedules, bounded, illegal, simulated }: StatedRegion,
    region: Region,
    places: Residences,
    choices: CutChoices,
  ): string | null {
    const held = schedulesWith(this.held(region, places, choices))
    if (schedules !== held) return `a region holds ${held} schedules, not ${schedules}`
    return bounded + illegal + simulated === schedules ? null : 'the counts of a region do not add up'
  }

  /** The cuts of k whose chunks the scratchpads hold. */
  private held({ m, n }: Family, places: Residences, { first, middle, last }: CutChoices): CutChoices {
    const largest = { m: Math.max(...m), n: Math.max(...n) }
    const held = ({ sequence }: Cut): boolean =>
      fits(this.hardware, places, { ...largest, k: Math.max(...sequence) })
    return { first: first.filter(held), middle: middle.filter(held), last: last.filter(held) }
  }

  /** A schedule of a region that is faster than what is claimed; null when there is none. */
  private fasterIn(region: Region, places: Residences, choices: CutChoices): Faster | null {
    const isOpen = (cuts: Partial<KnownCuts>): boolean =>
      this.bound.cycles(region, places.wgt === 'again', { ...this.loosest, ...cuts }, region.groups) <
      this.cycles
    if (!isOpen({})) return null
    const { first, middle, last } = this.held(region, places, choices)
    const lasts = last.filter((cut) => isOpen({ last: known(cut) }))
    const middles = middle.filter((cut) => isOpen({ middle: known(cut) }))
    for (const f of first) {
      if (!isOpen({ first: known(f) })) continue
      for (const l of lasts) {
        if (!isOpen({ first: known(f), last: known(l) })) continue
        for (const m of middles) {
          if (!isOpen({ first: known(f), middle: known(m), last: known(l) })) continue
          const k = { first: f.sequence, middle: m.sequence, last: l.sequence }
          const faster = this.fasterOf(region, places, k)
          if (faster) return faster
        }
      }
    }
    return null
  }

  private fasterOf(
    region: Region,
    places: Residences,
    k: Parameters<typeof regionSchedule>[2],
  ): Faster | null {
    for (const uopAt of ['first', 'after_copy'] as const) {
      const schedule = regionSchedule(region, places, k, uopAt)
      const cycles = this.cyclesOf(schedule)
      if (cycles !== null) return { schedule, cycles }
    }
    return null
  }

  /** Cycles of a schedule that is faster than what is claimed; null for others, and for illegal ones. */
  private cyclesOf(schedule: Schedule): number | null {
    this.shown.timed++
    try {
      return this.time(schedule, this.cycles)
    } catch (error) {
      if (error instanceof IllegalSchedule) return null
      throw error
    }
  }
}

interface Faster {
  readonly schedule: Schedule
  readonly cycles: number
}

const known = ({ sequence }: Cut): Known => ({
  chunks: sequence.length,
  mostChunks: sequence.length,
  first: sequence[0],
  last: sequence[sequence.length - 1],
})

/** What all of some cuts have at least, and at most. */
const loosest = (cuts: readonly Cut[]): Known => ({
  chunks: 1,
  mostChunks: Math.max(...cuts.map(({ sequence }) => sequence.length)),
  first: 1,
  last: 1,
})

function problemOfSums(stated: StatedPart, regions: number, dropped: number, cycles: number): string | null {
  const { bounded_regions, bounded_schedules, least_bound } = stated
  if (bounded_schedules !== dropped) return `${dropped} schedules are in regions that are not listed`
  if (bounded_regions > regions - stated.regions.length) return 'more regions are bounded than there are'
  if ((bounded_regions === 0) !== (dropped === 0)) return 'bounded regions and their schedules do not agree'
  if ((least_bound === null) !== (bounded_regions === 0)) return 'a bound is stated of no region, or none'
  return least_bound !== null && least_bound < cycles ? 'a bound is below the best' : null
}
