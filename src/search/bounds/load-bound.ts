import { afterCompute, firstBatchBeats, firstService, instructionOverhead, type Costs } from './costs.js'
import type { Demand } from './demand.js'
import { dependentWork, mostMissing } from './dependent.js'
import { drainCycles } from './drain.js'
import { gapsBetween, type Gaps } from './gaps.js'
import { fewestInstructions } from './instructions.js'
import { sumOf, type LowerBound } from './parts.js'

/** How a program is built, as far as the bound tells programs apart. */
interface Form {
  readonly epochs: number
  /** Gaps between epochs that are bridged. */
  readonly bridged: number
  /** Kinds of passes that one instruction does for all outputs, after the last data then. */
  readonly once: number
  /** Whether outputs are stored by one instruction, after the last data then. */
  readonly storedOnce: boolean
}

/**
 * The load module moves every element of A and B, one load at a time, with a gap between; when the last one has come,
 * the work that depends on it is still to be done (docs/bounds.md, "Load"). Null when that is not below `limit`.
 */
export function loadBound(demand: Demand, costs: Costs, epochs: number, limit: number): LowerBound | null {
  const found: LowerBound[] = []
  for (const form of formsOf(demand, epochs)) {
    const bound = boundOf(demand, costs, form, found.at(-1)?.cycles ?? limit)
    if (bound) found.push(bound)
  }
  return found.at(-1) ?? null
}

function* formsOf({ passes }: Demand, epochs: number): Iterable<Form> {
  for (let bridged = epochs - 1; bridged >= 0; bridged--) {
    if (epochs === 1) yield { epochs, bridged, once: passes, storedOnce: true }
    else {
      for (let once = 0; once <= passes; once++) {
        for (const storedOnce of [false, true]) yield { epochs, bridged, once, storedOnce }
      }
    }
  }
}

function boundOf(demand: Demand, costs: Costs, form: Form, limit: number): LowerBound | null {
  const { epochs, bridged, once, storedOnce } = form
  const again = epochs === 1 ? 0 : demand.passes - once + Number(!storedOnce)
  const without = fewestInstructions(demand, epochs) + again
  const gaps = gapsBetween(demand, costs, epochs, bridged, without > costs.batch)
  const instructions = without + gaps.bridges
  const fetch = firstBatchBeats(costs, instructions)
  const fixed = instructionOverhead * (1 + demand.passes) + once * demand.outputs
  const loaded = firstService + fetch + demand.operandBeats + gaps.cycles + costs.loadDone
  const lastStore = afterCompute + costs.store(1)
  const partly = { ...demand, passes: demand.passes - once }
  const outputs = storedOnce ? demand.outputs : Math.min(demand.rows, demand.nBlocks)
  if (loaded + fixed + dependentWork(partly, 1) + lastStore >= limit) return null
  const drain = drainCycles(demand, costs, { outputs, instructions, free: 0 })
  const work = leastLastWork(partly, gaps, drain - lastStore, limit - loaded - fixed - drain)
  if (work === null) return null
  return sumOf([
    { name: 'start', cycles: firstService, why: 'launch, fetch and the first load wait for memory in turn' },
    { name: 'instructions', cycles: fetch, why: `${instructions} instructions come before the first data` },
    {
      name: 'reads',
      cycles: demand.operandBeats,
      why: 'every element of A and B is loaded, 8 bytes a cycle',
    },
    {
      name: 'gaps',
      cycles: gaps.cycles + costs.loadDone,
      why: `the load module starts ${epochs + 1} loads or more`,
    },
    { name: 'last work', cycles: work + fixed, why: 'products and passes that wait for the last data' },
    { name: 'drain', cycles: drain, why: 'the last outputs are stored when they are computed' },
  ])
}

/**
 * The least cycles of iterations after the last epoch's loads. An epoch cannot bring more than what compute can follow:
 * the work that depends on it and on later ones fits the time from its end to the end of compute.
 * @param slack cycles that earlier epochs' work may take besides, until FINISH.
 * @returns null when it is not below `limit`.
 */
function leastLastWork(demand: Demand, gaps: Gaps, slack: number, limit: number): number | null {
  let low = dependentWork(demand, 1)
  let high = Math.min(limit - 1, dependentWork(demand, demand.operandBeats))
  if (low > high || !reaches(demand, gaps, high, slack)) return null
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (reaches(demand, gaps, middle, slack)) high = middle
    else low = middle + 1
  }
  return low
}

/** Whether the epochs can bring everything when the last of them is followed by `work` cycles of iterations. */
function reaches(demand: Demand, gaps: Gaps, work: number, slack: number): boolean {
  const { operandBeats } = demand
  let beats = mostMissing(demand, work)
  for (let epoch = gaps.epochs - 1; epoch >= 1 && beats < operandBeats; epoch--) {
    beats = Math.max(beats, mostMissing(demand, work + slack + beats + gaps.spare(epoch)))
  }
  return beats >= operandBeats
}
