import { drainCycles } from './drain.js'
import type { Costs } from './costs.js'
import type { Demand } from './demand.js'

/** How much more outputs there must be before they are told apart. */
const growth = 1.05

/** Cuts of the end that are looked at for each number of outputs. */
const mostCuts = 30_000

/**
 * Cycles from the end of the necessary work to FINISH when so many outputs depend on the last epoch (docs/bounds.md,
 * "Draining"): those of the largest number, of some, that is not more.
 */
export class LastDrain {
  /** Numbers of outputs from which on more cycles may be needed, the fewest first. */
  readonly steps: readonly number[]
  private readonly known: number[] = []

  /**
   * @param stores that are counted elsewhere.
   * @param beats of fetch that an instruction more costs.
   */
  constructor(
    private readonly demand: Demand,
    private readonly costs: Costs,
    private readonly stores: number,
    private readonly beats: number,
  ) {
    const steps: number[] = []
    const fewest = Math.min(demand.rows, demand.nBlocks)
    for (let outputs = fewest; outputs <= demand.outputs; outputs = Math.ceil((outputs + 1) * growth))
      steps.push(outputs)
    this.steps = steps
  }

  cycles(outputs: number): number {
    const { steps, known } = this
    let at = 0
    for (let high = steps.length - 1; at < high;) {
      const middle = Math.ceil((at + high) / 2)
      if (steps[middle] <= outputs) at = middle
      else high = middle - 1
    }
    // More outputs take no less, though the search for the best cut of many ends early.
    for (let i = known.length; i <= at; i++) known.push(Math.max(known[i - 1] ?? 0, this.of(steps[i])))
    return known[at]
  }

  private of(outputs: number): number {
    const { demand, costs, stores, beats } = this
    return drainCycles(demand, costs, { outputs, counted: 0, stores, free: 0, gemms: false, beats, mostCuts })
  }
}
