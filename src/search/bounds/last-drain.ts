import type { Demand } from './demand.js'
import type { Drain } from './drain.js'

/** How much more outputs there must be before they are told apart. */
const growth = 1.05

/**
 * Cycles from the end of the necessary work to FINISH when so many outputs depend on the last epoch (docs/bounds.md,
 * "Draining"): those of the largest number, of some, that is not more.
 */
export class LastDrain {
  /** Numbers of outputs from which on more cycles may be needed, the fewest first. */
  readonly steps: readonly number[]

  constructor(
    demand: Demand,
    private readonly drain: Drain,
  ) {
    const steps: number[] = []
    const fewest = Math.min(demand.rows, demand.nBlocks)
    for (let outputs = fewest; outputs <= demand.outputs; outputs = Math.ceil((outputs + 1) * growth))
      steps.push(outputs)
    this.steps = steps
  }

  cycles(outputs: number): number {
    const { steps } = this
    let at = 0
    for (let high = steps.length - 1; at < high;) {
      const middle = Math.ceil((at + high) / 2)
      if (steps[middle] <= outputs) at = middle
      else high = middle - 1
    }
    return this.drain.cycles(steps[at])
  }
}
