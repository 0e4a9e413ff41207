import type { RowGroup } from '../measure/row-group.js'
import { DigestSet } from './digest-set.js'
import type { BestSchedule } from './tuning.js'

/** Counts over what a tuning has measured, and the best of it. */
export class Tally {
  /** Points of the space that were tried, and those that are legal schedules. */
  tried = 0
  legal = 0
  /** Every verdict is one that another run would repeat: no candidate took too long or ended its worker. */
  settled = true
  #best: (BestSchedule & { readonly index: number }) | null = null
  readonly #programs: DigestSet

  /** @param expected how many may be measured. */
  constructor(expected = 0) {
    this.#programs = new DigestSet(expected)
  }

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

  /** Counts points of the space, by what was measured there, in their order. */
  add(indices: ArrayLike<number>, groups: readonly RowGroup[]): void {
    let place = 0
    for (const group of groups) {
      for (let row = 0; row < group.length; row++) this.#count(indices[place++], group, row)
    }
  }

  #count(index: number, group: RowGroup, row: number): void {
    this.tried++
    const status = group.status(row)
    if (status !== 'illegal') this.legal++
    if (status === 'timeout' || status === 'crashed') this.settled = false
    const program = group.program(row)
    if (program !== null) this.#programs.add(program)
    const cycles = group.countedCycles(row)
    const best = this.#best
    if (cycles === null) return
    if (best === null || cycles < best.cycles || (cycles === best.cycles && index < best.index)) {
      this.#best = { index, schedule: group.schedule(row), cycles, verified: true }
    }
  }
}
