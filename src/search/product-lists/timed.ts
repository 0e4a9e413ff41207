import { IllegalSchedule, type Schedule } from '../../compiler/schedule.js'
import { joinLoads, splitLoads } from '../../compiler/uop-loads.js'
import { bridges, type Trace } from './bridge.js'
import { scheduleOf, type Draft } from './draft.js'

/** Runs schedules: in fewer cycles than the limit, or null. @throws IllegalSchedule. */
export interface Timer {
  readonly cycles: (schedule: Schedule, limit: number) => number | null
  /** The same with the run's instructions; good until the next run. */
  readonly trace: (schedule: Schedule, limit: number) => (Trace & { readonly cycles: number }) | null
}

export interface Timed {
  readonly schedule: Schedule
  readonly cycles: number
}

/** Times drafts, one after the other. */
export interface Times {
  /** Runs so far. */
  readonly runs: number
  /** A draft's schedule and cycles; null where it is illegal, or not faster than the limit. */
  of(draft: Draft, limit: number): Timed | null
}

/** Drafts as they are. */
export const plainTimes = (timer: Timer): Times => ({
  runs: 0,
  of(this: { runs: number }, draft, limit) {
    const schedule = scheduleOf(draft)
    return unlessIllegal(() => {
      const cycles = timer.cycles(schedule, limit)
      this.runs++
      return cycles === null ? null : { schedule, cycles }
    })
  },
})

/** Cycles that a bridge can save (timing.md 7.3). */
const mostSaved = 16

/** Drafts with the gaps between their loads bridged; as they are where that is no faster. */
export const bridgedTimes = (timer: Timer, burstBeats: number): Times => ({
  runs: 0,
  of(this: { runs: number }, draft, limit) {
    const schedule = scheduleOf(draft)
    return unlessIllegal(() => {
      const trace = timer.trace(schedule, limit + mostSaved * 2 * draft.products.length)
      this.runs++
      if (!trace) return null
      const { cycles } = trace
      const added = bridges(trace, burstBeats).filter(([at]) => draft.products[at].loads.length === 0)
      const plain = cycles < limit ? { schedule, cycles } : null
      if (added.length === 0) return plain
      const { firstFront, later } = splitLoads(schedule.uop_loads)
      const bridged = { ...schedule, uop_loads: joinLoads({ firstFront, later: [...later, ...added] }) }
      const sooner = timer.cycles(bridged, Math.min(limit, cycles))
      this.runs++
      return sooner === null ? plain : { schedule: bridged, cycles: sooner }
    })
  },
})

function unlessIllegal(run: () => Timed | null): Timed | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}
