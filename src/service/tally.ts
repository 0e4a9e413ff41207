import type { Schedule } from '../compiler/schedule.js'
import type { Measured, Measurement } from '../measure/record.js'
import type { BestSchedule } from './tuning.js'

/** What a measurement says of every schedule that is the same program. */
export interface Outcome {
  readonly legal: boolean
  /** Cycles of a verified program, else null. */
  readonly cycles: number | null
}

export const outcomeOf = ({ status, verified, cycles }: Measurement): Outcome => ({
  legal: status !== 'illegal',
  cycles: verified ? cycles : null,
})

/** Counts over what a tuning has tried and measured, and the best of it. */
export class Tally {
  /** Points of the space that were tried, and those that are legal schedules. */
  tried = 0
  legal = 0
  /** Every verdict is one that another run would repeat: no candidate took too long or ended its worker. */
  settled = true
  #best: (BestSchedule & { readonly index: number }) | null = null
  readonly #programs = new Set<number>()

  /** Different programs among what was simulated: schedules that compile to the same one are one. */
  get programs(): number {
    return this.#programs.size
  }

  /** The fastest verified schedule; of equally fast ones the one with the lowest index. */
  get best(): BestSchedule | null {
    if (this.#best === null) return null
    const { schedule, cycles, verified } = this.#best
    return { schedule, cycles, verified }
  }

  /** Counts a measurement, which may speak for several points. */
  addMeasured({ status, program }: Measured): void {
    if (status === 'timeout' || status === 'crashed') this.settled = false
    if (program !== null) this.#programs.add(program)
  }

  /** Counts a point of the space. */
  addPoint(index: number, schedule: Schedule, { legal, cycles }: Outcome): void {
    this.tried++
    if (legal) this.legal++
    const best = this.#best
    if (cycles === null) return
    if (best === null || cycles < best.cycles || (cycles === best.cycles && index < best.index)) {
      this.#best = { index, schedule, cycles, verified: true }
    }
  }
}
