import {
  afterCompute,
  firstBatchBeats,
  firstService,
  instructionBeats,
  instructionOverhead,
  type Costs,
} from './costs.js'
import type { Demand } from './demand.js'
import { drainCycles } from './drain.js'
import { gapsBetween, type Gaps } from './bridged-gaps.js'
import { fewestInstructions } from './instructions.js'
import type { Missing } from './missing.js'
import { sumOf, type LowerBound } from './parts.js'

/** Cuts of the end that are looked at. */
const mostCuts = 20_000

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
 * the work that depends on it is still to be done (docs/bounds.md, "From the end"). Null when that is not below `limit`.
 * @param missing by the number of kinds of passes that come all at the end.
 */
export function loadBound(
  demand: Demand,
  costs: Costs,
  missing: readonly Missing[],
  epochs: number,
  limit: number,
): LowerBound | null {
  const found: LowerBound[] = []
  for (const form of formsOf(demand, epochs)) {
    const bound = boundOf(demand, costs, missing[form.once], form, found.at(-1)?.cycles ?? limit)
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

function boundOf(
  demand: Demand,
  costs: Costs,
  missing: Missing,
  form: Form,
  limit: number,
): LowerBound | null {
  const { epochs, bridged, once, storedOnce } = form
  const again = epochs === 1 ? 0 : demand.passes - once + Number(!storedOnce)
  const without = fewestInstructions(demand, epochs) + again
  const gaps = gapsBetween(demand, costs, epochs, bridged, without > costs.batch)
  const instructions = without + gaps.bridges
  const fetch = firstBatchBeats(costs, instructions)
  const fixed = instructionOverhead * (1 + demand.passes)
  const loaded = firstService + fetch + demand.operandBeats + gaps.cycles + costs.loadDone
  const lastStore = afterCompute + costs.store(1)
  const outputs = storedOnce ? demand.outputs : Math.min(demand.rows, demand.nBlocks)
  if (loaded + fixed + missing.least(1) + lastStore >= limit) return null
  const beats = instructions < costs.batch ? instructionBeats : 0
  const stores = storedOnce ? 1 : 2
  const drain = drainCycles(demand, costs, {
    outputs,
    counted: 0,
    stores,
    free: 0,
    gemms: false,
    beats,
    mostCuts,
  })
  const work = leastLastWork(
    missing,
    demand.operandBeats,
    gaps,
    drain - lastStore,
    limit - loaded - fixed - drain,
  )
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
function leastLastWork(
  missing: Missing,
  operandBeats: number,
  gaps: Gaps,
  slack: number,
  limit: number,
): number | null {
  let low = missing.least(1)
  let high = Math.min(limit - 1, missing.least(operandBeats))
  if (low > high || !reaches(missing, operandBeats, gaps, high, slack)) return null
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (reaches(missing, operandBeats, gaps, middle, slack)) high = middle
    else low = middle + 1
  }
  return low
}

/** Whether the epochs can bring everything when the last of them is followed by `work` cycles of iterations. */
function reaches(missing: Missing, operandBeats: number, gaps: Gaps, work: number, slack: number): boolean {
  let beats = missing.most(work)
  for (let epoch = gaps.epochs - 1; epoch >= 1 && beats < operandBeats; epoch--) {
    beats = Math.max(beats, missing.most(work + slack + beats + gaps.spare(epoch)))
  }
  return beats >= operandBeats
}
