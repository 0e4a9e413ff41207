import { afterCompute, firstBatchBeats, firstService, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { dependentWork } from './dependent.js'
import { drainCycles } from './drain.js'
import { fewestInstructions } from './instructions.js'
import { sumOf, type SteppedBound } from './parts.js'

/**
 * The load module moves every element of A and B, one load at a time, with a gap between; when the last one has come,
 * the work that depends on it is still to be done (docs/bounds.md, "Load").
 */
export function loadBound(demand: Demand, costs: Costs, epochs: number): SteppedBound {
  const instructions = fewestInstructions(demand, epochs)
  const fetch = firstBatchBeats(costs, instructions)
  const gaps = costs.loadGap * epochs
  const fixed = instructionOverhead * (1 + demand.passes)
  const loaded = firstService + fetch + demand.operandBeats + gaps + costs.loadDone
  return {
    least: loaded + fixed + afterCompute + costs.store(1),
    bound: () => {
      const outputs = epochs === 1 ? demand.outputs : Math.min(demand.rows, demand.nBlocks)
      const drain = drainCycles(demand, costs, { outputs, instructions, free: 0 })
      const slack = drain - afterCompute - costs.store(1)
      const work = leastLastWork(demand, epochs, slack)
      return sumOf([
        {
          name: 'start',
          cycles: firstService,
          why: 'launch, fetch and the first load wait for memory in turn',
        },
        {
          name: 'instructions',
          cycles: fetch,
          why: `${instructions} instructions come before the first data`,
        },
        {
          name: 'reads',
          cycles: demand.operandBeats,
          why: 'every element of A and B is loaded, 8 bytes a cycle',
        },
        {
          name: 'gaps',
          cycles: gaps + costs.loadDone,
          why: `the load module starts ${epochs + 1} loads or more`,
        },
        { name: 'last work', cycles: work + fixed, why: 'products and passes that wait for the last data' },
        { name: 'drain', cycles: drain, why: 'the last outputs are stored when they are computed' },
      ])
    },
  }
}

/**
 * The least cycles of iterations after the last epoch's loads. An epoch cannot bring more than what compute can follow:
 * the work that depends on it and on later ones fits the time from its end to the end of compute.
 * @param slack cycles that earlier epochs' work may take besides, until FINISH.
 */
function leastLastWork(demand: Demand, epochs: number, slack: number): number {
  const all = dependentWork(demand, demand.operandBeats)
  let low = dependentWork(demand, 1)
  let high = all
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (reach(demand, epochs, middle, slack) >= demand.operandBeats) high = middle
    else low = middle + 1
  }
  return low
}

/** Beats that so many epochs can bring, the last of them followed by `work` cycles of iterations. */
function reach(demand: Demand, epochs: number, work: number, slack: number): number {
  let beats = mostBeats(demand, work)
  for (let epoch = 1; epoch < epochs && beats < demand.operandBeats; epoch++) {
    beats = mostBeats(demand, work + slack + beats)
  }
  return beats
}

/** The most beats that can be missing when at most `work` cycles of iterations depend on them. */
function mostBeats(demand: Demand, work: number): number {
  let low = 0
  let high = demand.operandBeats
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (dependentWork(demand, middle) <= work) low = middle
    else high = middle - 1
  }
  return low
}
