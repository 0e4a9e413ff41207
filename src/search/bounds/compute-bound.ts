import { firstBatchBeats, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { drainCycles } from './drain.js'
import { fewestInstructions } from './instructions.js'
import { sumOf, type LowerBound } from './parts.js'

/** Cycle of compute's first iteration, but for the first batch's beats, when the first micro-op has come (11.1). */
const firstIteration = 45

/**
 * The same when a LOAD of zeros or of the bias comes first, less all that its padding may have given a value meanwhile,
 * for each element that is loaded but for one beat of it.
 */
const afterPadding = 24

/** Compute does one iteration a cycle, and loses some for each instruction (docs/bounds.md, "Compute"). */
export function computeBound(demand: Demand, costs: Costs, epochs: number): LowerBound {
  const { passes, outputs } = demand
  const instructions = fewestInstructions(demand, epochs)
  // A bias is loaded whole; of zeros one element is, and padding makes the others.
  const start =
    demand.initCycles > outputs ? afterPadding + 1 : Math.min(firstIteration, afterPadding + demand.accBeats)
  const fetch = firstBatchBeats(costs, instructions)
  const iterations = demand.products + demand.initCycles + passes * outputs
  // Without a pass, the GEMMs that end the pieces are epochs' GEMMs: they are counted but once.
  const products = passes === 0 ? 1 : epochs
  const free = instructionOverhead * (products - 1)
  const count = 1 + products + passes
  return sumOf([
    {
      name: 'start',
      cycles: start,
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
      cycles: drainCycles(demand, costs, { outputs, instructions, free }),
      why: 'the last outputs are stored when they are computed',
    },
  ])
}
