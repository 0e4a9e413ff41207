import type { Schedule } from '../compiler/schedule.js'
import type { Measured, Measurement } from '../measure/record.js'
import { DigestSet } from './digest-set.js'
import type { BestSchedule } from './tuning.js'

/** Cycles that count: of a verified program, else null. */
export const countedCycles = ({ verified, cycles }: Measurement): number | null => (verified ? cycles : null)

/** Counts over what a tuning has measured, and the best of it. */
export class Tally {
  /** Points of the space that were tried, and those that are legal schedules. */
  tried = 0
  legal = 0
  /** Every verdict is one that another run would repeat: no candidate took too long or ended its worker. */
  settled = true
  #best: (BestSchedule & { readonly index: number }) | null = null
  readonly #programs = new DigestSet()

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

  /** Counts a point of the space by what was measured there. */
  add(index: number, schedule: Schedule, measured: Measured): void {
    this.tried++
    const { status, program } = measured
    if (status !== 'illegal') this.legal++
    if (status === 'timeout' || status === 'crashed') this.settled = false
    if (program !== null) this.#programs.add(program)
    const cycles = countedCycles(measured)
    const best = this.#best
    if (cycles === null) return
    if (best === null || cycles < best.cycles || (cycles === best.cycles && index < best.index)) {
      this.#best = { index, schedule, cycles, verified: true }
    }
  }
}
