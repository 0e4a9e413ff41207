import { IllegalSchedule, type Schedule } from '../../compiler/schedule.js'
import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { FlowBound } from '../flow-bound.js'
import { FluidBound, type KCuts } from './fluid-bound.js'
import { never, type Late, type Survey } from './regions.js'
import { fits, planOf, regionSchedule, residences, type Region, type Residences } from './region.js'
import { choicesFor, cutChoices, leastCuts, schedulesWith, type Cut, type CutChoices } from './region-cuts.js'

/** What became of a region's schedules, all of them: the counts add up to `schedules`. */
export interface Settled {
  readonly schedules: number
  /** Dropped because a bound shows that they cannot be faster than what was to be beaten. */
  readonly bounded: number
  readonly illegal: number
  /** Run, to the end or until they were no faster than what was to be beaten. */
  readonly simulated: number
  readonly best: { readonly schedule: Schedule; readonly cycles: number } | null
}

/** Runs a schedule: its cycles, or null when it is not faster than the limit. @throws IllegalSchedule. */
export type Time = (schedule: Schedule, limit: number) => number | null

interface Candidate {
  readonly bound: number
  readonly first: Cut
  readonly middle: Cut
  readonly last: Cut
}

/** Settles regions of one workload on one hardware; keeps what regions share. */
export class RegionSettler {
  private readonly fluid: FluidBound
  private readonly flow: FlowBound
  private readonly choices: CutChoices

  constructor(
    private readonly workload: Workload,
    private readonly hardware: Hardware,
    private readonly time: Time,
  ) {
    this.fluid = new FluidBound(workload, hardware)
    this.flow = new FlowBound(workload, hardware)
    this.choices = cutChoices(extentsOf(workload, hardware).k)
  }

  /** Finds the fastest schedule of a region that takes fewer than `limit` cycles, and accounts for all others. */
  settle(region: Region, limit: number, late: Late = never): Settled {
    const places = this.placesOf(region)
    const choices = this.choicesOf(region, places)
    const schedules = schedulesWith(choices)
    const candidates = this.candidates(region, places, choices, limit)
    const run = new RegionRun(this, region, places, limit)
    for (const candidate of candidates) {
      if (candidate.bound >= run.limit || late()) break
      run.try(candidate)
    }
    const { illegal, simulated, best } = run
    return { schedules, bounded: schedules - illegal - simulated, illegal, simulated, best }
  }

  /** How many schedules a region holds, legal or not. */
  schedulesIn(region: Region): number {
    return schedulesWith(choicesFor(this.choices, region.m.length * region.n.length))
  }

  /** The cuts of k whose chunks the scratchpads hold. */
  private choicesOf(region: Region, places: Residences): CutChoices {
    const { first, middle, last } = choicesFor(this.choices, region.m.length * region.n.length)
    const m = Math.max(...region.m)
    const n = Math.max(...region.n)
    const held = ({ sequence }: Cut): boolean =>
      fits(this.hardware, places, { m, n, k: Math.max(...sequence) })
    return { first: first.filter(held), middle: middle.filter(held), last: last.filter(held) }
  }

  private placesOf(region: Region): Residences {
    const largest = { m: Math.max(...region.m), n: Math.max(...region.n) }
    return residences(this.workload, this.hardware, region.outer, largest)
  }

  /** The cuts of k that the fluid bound lets through, least bound first. */
  private candidates(
    region: Region,
    places: Residences,
    choices: CutChoices,
    limit: number,
  ): readonly Candidate[] {
    const plan = planOf(region, places.wgt)
    const within = (k: KCuts): number | null => {
      const bound = this.fluid.cycles(plan, k)
      return bound < limit ? bound : null
    }
    const least = leastCuts(choices)
    const firsts = choices.first.filter(({ known }) => within({ ...least, first: known }) !== null)
    const middles = choices.middle.filter(({ known }) => within({ ...least, middle: known }) !== null)
    const lasts = choices.last.filter(({ known }) => within({ ...least, last: known }) !== null)
    const found: Candidate[] = []
    for (const first of firsts) {
      for (const last of lasts) {
        if (within({ ...least, first: first.known, last: last.known }) === null) continue
        for (const middle of middles) {
          const bound = within({ first: first.known, middle: middle.known, last: last.known })
          if (bound !== null) found.push({ bound, first, middle, last })
        }
      }
    }
    return found.toSorted((x, y) => x.bound - y.bound)
  }

  bound(schedule: Schedule): number {
    return this.flow.cycles(schedule)
  }

  run(schedule: Schedule, limit: number): number | null {
    return this.time(schedule, limit)
  }
}

/** The run through one region's candidates. */
class RegionRun {
  illegal = 0
  simulated = 0
  best: { readonly schedule: Schedule; readonly cycles: number } | null = null

  constructor(
    private readonly settler: RegionSettler,
    private readonly region: Region,
    private readonly places: Residences,
    public limit: number,
  ) {}

  try({ first, middle, last }: Candidate): void {
    const k = { first: first.sequence, middle: middle.sequence, last: last.sequence }
    for (const uopAt of ['first', 'after_copy'] as const) {
      this.boundOrRun(regionSchedule(this.region, this.places, k, uopAt))
    }
  }

  private boundOrRun(schedule: Schedule): void {
    try {
      if (this.settler.bound(schedule) >= this.limit) return
      const cycles = this.settler.run(schedule, this.limit)
      this.simulated++
      if (cycles === null) return
      this.best = { schedule, cycles }
      this.limit = cycles
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
      this.illegal++
    }
  }
}

/** What became of one region: its schedules by counts, and the fastest found in cycles. */
export interface SettledRegion extends Omit<Settled, 'best'> {
  readonly region: Region
  readonly cycles: number | null
}

/** What became of a whole shard: regions dropped by bound, the least of those bounds, and regions settled. */
export interface SettledShard {
  readonly boundedRegions: number
  /** Null when none was dropped. */
  readonly leastBound: number | null
  /** Schedules in the regions that were dropped. */
  readonly boundedSchedules: number
  readonly regions: readonly SettledRegion[]
  readonly best: Settled['best']
  /** False when time was up before all was settled. */
  readonly complete: boolean
}

/** Settles a shard's regions, least bound first, at most so many of them when that is limited. */
export function settleShard(
  settler: RegionSettler,
  { promising, bounded, leastBound, schedules }: Survey,
  limit: number,
  mostRegions: number | null,
  late: Late = never,
): SettledShard {
  let best: Settled['best'] = null
  const regions: SettledRegion[] = []
  let least = leastBound
  for (const { region, bound } of promising) {
    const beat = best?.cycles ?? limit
    if (bound >= beat || regions.length === mostRegions || late()) break
    const { best: found, ...counts } = settler.settle(region, beat, late)
    regions.push({ region, ...counts, cycles: found?.cycles ?? null })
    best = found ?? best
  }
  const rest = promising.slice(regions.length)
  for (const { bound } of rest) least = Math.min(least, bound)
  return {
    boundedSchedules: rest.reduce((sum, { region }) => sum + settler.schedulesIn(region), schedules),
    boundedRegions: bounded + rest.length,
    leastBound: Number.isFinite(least) ? least : null,
    regions,
    best,
    complete: !late(),
  }
}
