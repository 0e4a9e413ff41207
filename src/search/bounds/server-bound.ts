import { afterCompute, firstBatchBeats, firstService, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { sumOf, type LowerBound } from './parts.js'

/** Loads of A, B and micro-ops, first values, a GEMM, STORE, FINISH. */
const fewest = 7

/** Memory serves a beat a cycle to all clients together (docs/bounds.md, "Server"). */
export function serverBound(demand: Demand, costs: Costs): LowerBound {
  const { operandBeats, beatsAgain, biasBeats, passes, constant } = demand
  if (constant) return sumOf([])
  const fetch = firstBatchBeats(costs, fewest + passes)
  const after = biasBeats > 0 ? 1 : 1 + passes
  return sumOf([
    { name: 'start', cycles: firstService, why: 'launch, fetch and the first load wait for memory in turn' },
    { name: 'instructions', cycles: fetch, why: 'instructions come before the first data' },
    { name: 'reads', cycles: operandBeats + biasBeats, why: 'every element of A, B and bias is loaded' },
    { name: 'reads again', cycles: beatsAgain, why: 'scratchpads cannot hold all that is still needed' },
    {
      name: 'last work',
      cycles: costs.loadDone + after * (instructionOverhead + 1),
      why: 'the last data is used',
    },
    { name: 'drain', cycles: afterCompute + costs.store(1), why: 'the last outputs are stored' },
  ])
}
