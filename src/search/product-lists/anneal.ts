import { normalSchedule } from '../../compiler/normal.js'
import { IllegalSchedule, type Schedule } from '../../compiler/schedule.js'
import type { Hardware } from '../../hardware/hardware.js'
import { seededRandom } from '../../workload/random.js'
import type { Workload } from '../../workload/workload.js'
import type { Late } from '../certified/regions.js'
import type { Time } from '../certified/settle-region.js'
import { copyOf, draftOf, scheduleOf } from './draft.js'
import { change } from './moves.js'

/** Where a walk begins and how far it goes. */
export interface Walk {
  readonly start: Schedule
  readonly seed: number
  /** Schedules tried. */
  readonly steps: number
  /** Cycles that a step may lose at the beginning, with probability 1/e; it falls to nearly nothing. */
  readonly temperature: number
}

export interface Walked {
  /** The fastest schedule that the walk came by; null when not even its start is legal. */
  readonly best: { readonly schedule: Schedule; readonly cycles: number } | null
  /** Schedules that were timed, to the end or until they were too slow. */
  readonly simulated: number
}

/** Cycles that a step may still lose at the end. */
const coldest = 0.3

/**
 * Simulated annealing over lists of products, on exact times: a changed schedule is kept if it is faster, or slower by
 * no more than chance allows; its run is cut off where it is slower than that.
 */
export function anneal(walk: Walk, workload: Workload, hardware: Hardware, time: Time, late: Late): Walked {
  const random = seededRandom(walk.seed)
  let simulated = 0
  const timed = (schedule: Schedule, limit: number): number | null => {
    try {
      const cycles = time(schedule, limit)
      simulated++
      return cycles
    } catch (error) {
      if (error instanceof IllegalSchedule) return null
      throw error
    }
  }
  let draft = draftOf(walk.start, workload, hardware)
  let cycles = timed(scheduleOf(draft), Number.MAX_SAFE_INTEGER)
  if (cycles === null) return { best: null, simulated }
  let best = { schedule: scheduleOf(draft), cycles }
  for (let step = 0; step < walk.steps && !late(); step++) {
    const left = 1 - step / walk.steps
    const temperature = walk.temperature * left * left + coldest
    const next = copyOf(draft)
    change(next, random)
    // 1 - u is above 0.
    const u = (random.below(2 ** 30) + 1) / 2 ** 30
    const found = timed(scheduleOf(next), Math.ceil(cycles - temperature * Math.log(u)) + 1)
    if (found === null) continue
    draft = next
    cycles = found
    if (cycles < best.cycles) best = { schedule: scheduleOf(draft), cycles }
  }
  return { best: { ...best, schedule: normalSchedule(best.schedule, workload, hardware) }, simulated }
}
