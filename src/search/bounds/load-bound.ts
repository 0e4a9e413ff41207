import {
  afterCompute,
  firstBatchBeats,
  firstService,
  instructionBeats,
  instructionOverhead,
  type Costs,
} from './costs.js'
import type { Demand } from './demand.js'
import { Drain } from './drain.js'
import { gapsBetween, type Gaps, type Range } from './bridged-gaps.js'
import { fewestInstructions } from './instructions.js'
import { Missing } from './missing.js'
import { sumOf, type LowerBound } from './parts.js'

/** Epochs that are followed from the last one; others are held to bring all that is left. */
export const mostEpochs = 1000

/** How programs are built, as far as the bound tells them apart. */
export interface Built {
  /** Numbers of epochs, and of gaps between them that are bridged, from the fewest to the most. */
  readonly epochs: Range
  readonly bridged: Range
  /** Kinds of passes that one instruction does for all outputs, after the last data then. */
  readonly once: number
  /** Whether outputs are stored by one instruction, after the last data then. */
  readonly storedOnce: boolean
}

/**
 * The load module moves every element of A and B, one load at a time, with a gap between; when the last one has come,
 * the work that depends on it is still to be done (docs/bounds.md, "From the end").
 */
export class LoadBound {
  /** Epochs that were looked at so far, each as often as it was. */
  looked = 0

  /** By the number of kinds of passes that come all at the end. */
  private readonly missing: readonly Missing[]
  private readonly drains = new Map<number, number>()

  constructor(
    private readonly demand: Demand,
    private readonly costs: Costs,
  ) {
    const { passes, outputs } = demand
    this.missing = Array.from(
      { length: passes + 1 },
      (_, once) => new Missing(demand, passes - once, once * outputs),
    )
  }

  /** @param known cycles that the bound is known to be at least. */
  of(built: Built, known: number): LowerBound {
    const { demand, costs } = this
    const { epochs, bridged, once, storedOnce } = built
    const again = epochs.least === 1 ? 0 : demand.passes - once + Number(!storedOnce)
    const without = fewestInstructions(demand, epochs.least) + again
    const gaps = gapsBetween(demand, costs, epochs, bridged, without > costs.batch)
    const instructions = without + gaps.bridges
    const fetch = firstBatchBeats(costs, instructions)
    const fixed = instructionOverhead * (1 + demand.passes)
    const drain = this.drain(storedOnce, instructions < costs.batch)
    const slack = drain - afterCompute - costs.store(1)
    const besides = firstService + fetch + demand.operandBeats + gaps.cycles + costs.loadDone + fixed + drain
    const work = this.leastLastWork(this.missing[once], gaps, slack, known - besides)
    return sumOf([
      {
        name: 'start',
        cycles: firstService,
        why: 'launch, fetch and the first load wait for memory in turn',
      },
      { name: 'instructions', cycles: fetch, why: `${instructions} instructions come before the first data` },
      {
        name: 'reads',
        cycles: demand.operandBeats,
        why: 'every element of A and B is loaded, 8 bytes a cycle',
      },
      {
        name: 'gaps',
        cycles: gaps.cycles + costs.loadDone,
        why: `the load module starts ${epochs.least + 1} loads or more`,
      },
      { name: 'last work', cycles: work + fixed, why: 'products and passes that wait for the last data' },
      { name: 'drain', cycles: drain, why: 'the last outputs are stored when they are computed' },
    ])
  }

  /** Cycles from the end of the last epoch's work to FINISH. */
  private drain(storedOnce: boolean, oneBatch: boolean): number {
    const { demand, costs, drains } = this
    const key = 2 * Number(storedOnce) + Number(oneBatch)
    const known = drains.get(key)
    if (known !== undefined) return known
    const outputs = storedOnce ? demand.outputs : Math.min(demand.rows, demand.nBlocks)
    const drain = new Drain(demand, costs, {
      stores: storedOnce ? 1 : 2,
      beats: oneBatch ? instructionBeats : 0,
    }).cycles(outputs)
    drains.set(key, drain)
    return drain
  }

  /**
   * The least cycles of iterations after the last epoch's loads. An epoch cannot bring more than what compute can follow:
   * the work that depends on it and on later ones fits the time from its end to the end of compute.
   * @param slack cycles that earlier epochs' work may take besides, until FINISH.
   * @param few cycles that need not be looked below.
   */
  private leastLastWork(missing: Missing, gaps: Gaps, slack: number, few: number): number {
    let low = Math.max(few, missing.least(1))
    let high = Math.max(low, missing.least(this.demand.operandBeats))
    for (let step = 8; low + step < high; step *= 2) {
      if (this.reaches(missing, gaps, low + step, slack)) high = low + step
      else low += step + 1
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.reaches(missing, gaps, middle, slack)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Whether the epochs can bring everything when the last of them is followed by `work` cycles of iterations. */
  private reaches(missing: Missing, gaps: Gaps, work: number, slack: number): boolean {
    const { operandBeats } = this.demand
    const first = gaps.epochs - mostEpochs
    let beats = missing.most(work)
    for (let epoch = gaps.epochs - 1; epoch >= 1 && beats < operandBeats; epoch--) {
      if (epoch === first) return true
      beats = missing.most(work + slack + beats + gaps.spare(epoch), beats)
      this.looked++
    }
    return beats >= operandBeats
  }
}
