import { afterCompute, firstBatchBeats, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { sumOf, type LowerBound } from './parts.js'

/** Start of the first instruction of compute that iterates, but for the first batch's beats. */
const firstIteration = 46

/** LOAD of micro-ops, one instruction that writes OUT, STORE, FINISH. */
const fewest = 4

/** The store engine moves every output (docs/bounds.md, "Store"): all that is left where outputs are constants. */
export const storeBound = (demand: Demand, costs: Costs): LowerBound =>
  sumOf([
    {
      name: 'start',
      cycles: firstIteration,
      why: 'launch, fetch and the first micro-op wait for memory in turn',
    },
    {
      name: 'instructions',
      cycles: firstBatchBeats(costs, fewest),
      why: `${fewest} instructions come first`,
    },
    { name: 'overhead', cycles: instructionOverhead, why: 'something must be computed before it is stored' },
    { name: 'store', cycles: afterCompute + costs.store(demand.outputs), why: 'every output is stored' },
  ])
