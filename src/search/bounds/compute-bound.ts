import { computeStart } from './compute-start.js'
import { firstBatchBeats, instructionBeats, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { Drain } from './drain.js'
import { fewestInstructions } from './instructions.js'
import { sumOf, type LowerBound } from './parts.js'

/** Compute does one iteration a cycle, and loses some for each instruction (docs/bounds.md, "Compute"). */
export class ComputeBound {
  private readonly drains = new Map<boolean, Drain>()

  constructor(
    private readonly demand: Demand,
    private readonly costs: Costs,
  ) {}

  /** The bound of programs of so many epochs or more. */
  of(epochs: number): LowerBound {
    const { demand, costs } = this
    const { passes, outputs } = demand
    const instructions = fewestInstructions(demand, epochs)
    const fetch = firstBatchBeats(costs, instructions)
    const iterations = demand.products + demand.initCycles + passes * outputs
    // Without a pass, the GEMMs that end the pieces are epochs' GEMMs: they are counted but once.
    const products = passes === 0 ? 1 : epochs
    const count = 1 + products + passes
    return sumOf([
      {
        name: 'start',
        cycles: computeStart(demand),
        why: 'launch, fetch and the first micro-op wait for memory in turn',
      },
      { name: 'instructions', cycles: fetch, why: `${instructions} instructions come first` },
      { name: 'compute', cycles: iterations, why: 'products, first values and passes, one a cycle' },
      {
        name: 'overhead',
        cycles: instructionOverhead * count,
        why: `${count} instructions of compute or more`,
      },
      {
        name: 'drain',
        cycles: this.drain(products - 1, instructions < costs.batch),
        why: 'the last outputs are stored when they are computed',
      },
    ])
  }

  /** @param gemms that are counted elsewhere and may lie between two pieces. */
  private drain(gemms: number, oneBatch: boolean): number {
    const { demand, costs, drains } = this
    const beats = oneBatch ? instructionBeats : 0
    const drain = drains.get(oneBatch) ?? new Drain(demand, costs, { stores: 1, beats })
    drains.set(oneBatch, drain)
    return drain.cyclesWith(demand.outputs, gemms)
  }
}
