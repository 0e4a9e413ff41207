import { Drain } from './drain.js'
import {
  afterCompute,
  firstBatchBeats,
  firstService,
  instructionBeats,
  instructionOverhead,
  loadAlone,
  type Costs,
} from './costs.js'
import { computeStart } from './compute-start.js'
import type { Demand } from './demand.js'
import { fetchedBetween } from './fetch-between.js'
import { gapKinds, type GapKind, type GapKinds } from './gaps.js'
import { LastDrain } from './last-drain.js'
import { Missing } from './missing.js'

/** How a program is built, as far as the bound tells programs apart from the start. */
export interface Form {
  /** Whether outputs are stored by one instruction, after the last data then. */
  readonly storedOnce: boolean
  /** Whether fetch needs more than one batch. */
  readonly wrapped: boolean
}

/** What a program has of each thing up to some point, at least. */
export interface Counts {
  readonly epochs: number
  /** ALU instructions before the last loads are done. */
  readonly passes: number
  /** LOADs that bridge gaps, and the cycles that compute spends in them. */
  readonly bridges: number
  readonly bridging: number
  /** Loads of A and B besides one an epoch and one more in the first. */
  readonly loads: number
  /** Cycles of all gaps, and the gaps between epochs in which memory waits its start-up delay. */
  readonly gaps: number
  readonly waits: number
}

/** First values, first LOAD of micro-ops, FINISH. */
const single = 3

/** What all programs of a form have in common, for a workload on a hardware. */
export class ProgramForm {
  readonly missing: Missing
  /** The same without as many kinds of passes. */
  private readonly without: readonly Missing[]
  readonly gapKinds: GapKinds
  /** Cycles from the end of the last epoch's work to FINISH. */
  readonly lastDrain: number
  /** What compute takes at least, but for its instructions and what is stored at the end. */
  readonly computeCycles: number
  /** What the loads and what must follow the last of them take at least, but for instructions and gaps. */
  readonly loadCycles: number
  private readonly drain: Drain
  private readonly ofLast: LastDrain

  constructor(
    readonly demand: Demand,
    readonly costs: Costs,
    readonly form: Form,
  ) {
    const { passes, outputs, products, initCycles, operandBeats, aBeats, bBeats } = demand
    this.without = Array.from({ length: passes + 1 }, (_, kinds) => new Missing(demand, passes - kinds))
    this.missing = this.without[0]
    this.gapKinds = gapKinds(demand, costs, form.wrapped)
    this.drain = new Drain(demand, costs, { stores: this.stores, beats: this.beats })
    this.ofLast = new LastDrain(demand, this.drain)
    this.lastDrain = this.drainOfLast(0)
    const iterations = products + initCycles + passes * outputs
    this.computeCycles = computeStart(demand) + iterations + instructionOverhead
    const last = this.missing.least(Math.min(aBeats, bBeats))
    this.loadCycles = firstService + operandBeats + costs.loadDone + last + this.lastDrain
  }

  /** The least iterations of products, and of all but some kinds of passes, that are left when so many beats are missing. */
  productsAndPasses(beats: number, butKinds: number): number {
    return this.without[butKinds].least(beats)
  }

  /** Cycles of a gap that an epoch is followed by, where there were so many in which memory waits. */
  gapCycles(kind: GapKind, waits: number): number {
    // The last batch of fetch, if it is short, bridges one and takes no time of compute: best the earliest.
    const free = this.form.wrapped && waits === 0 && kind.waits > 0
    return free ? kind.cycles - this.costs.gap + 1 + this.costs.bridgedGap : kind.cycles
  }

  /** The fewest instructions of a program with these counts. */
  instructions({ epochs, passes, bridges, loads }: Counts): number {
    const { batch } = this.costs
    const more = Math.max(0, bridges - this.freeBridges)
    const least = single + this.stores + (2 * epochs + 1 + loads) + passes + this.demand.passes + more
    return this.form.wrapped ? Math.max(least, batch + 1) : least
  }

  /** The LOADs that must be there anyway, of micro-ops and of the bias, bridge a gap each. */
  get freeBridges(): number {
    return 1 + Number(this.demand.biasBeats > 0)
  }

  /**
   * Cycles of compute in bridges alone: a LOAD of the bias counts as first values too, and the start has room for one
   * of micro-ops.
   */
  bridgingAlone({ bridging }: Counts): number {
    const counted = instructionOverhead + (this.demand.biasBeats > 0 ? loadAlone : 0)
    return Math.max(0, bridging - counted)
  }

  /** Beats of the first batch of fetch: they delay all that follows. */
  fetch(instructions: number): number {
    return firstBatchBeats(this.costs, instructions)
  }

  /** Beats of later batches that come between the beats of loads. */
  fetchedBetween(counts: Counts): number {
    if (!this.form.wrapped) return 0
    return fetchedBetween(this.costs, this.instructions(counts), counts.waits, this.demand.operandBeats)
  }

  /** What compute's work is followed by at most, if all outputs are stored then. */
  get longestDrain(): number {
    return afterCompute + this.costs.store(this.demand.outputs)
  }

  /** Cycles in which outputs are stored after compute's necessary work. */
  drainOfCompute(counts: Counts): number {
    const { demand, form, drain, lastDrain } = this
    if (form.storedOnce) return lastDrain
    // Bridges may lie between the pieces as well.
    const drained = drain.cyclesWith(demand.outputs, counts.epochs - 1 + counts.passes)
    return Math.max(lastDrain, drained - this.bridgingAlone(counts))
  }

  /**
   * The same after an epoch's loads, whatever follows, when what is missing before them takes part in so many outputs.
   * @param pending outputs that the kinds of passes have yet to do then; the fewest first.
   */
  drainAfter(pending: readonly number[], touched: number): number {
    const { demand, form, drain } = this
    if (form.storedOnce) return this.lastDrain
    let most = drain.cycles(touched)
    // Outputs that lack the kinds that have most to do: the first piece of these waits for one pass of each.
    let lacking = demand.outputs
    for (let kinds = 1; kinds <= pending.length; kinds++) {
      lacking += pending[pending.length - kinds] - demand.outputs
      if (lacking <= touched) break
      most = Math.max(most, drain.cyclesWith(lacking, pending.length - kinds + 1))
    }
    return most
  }

  /** The same after the last epoch's work, when so many outputs or more depend on it. */
  drainOfLast(touched: number): number {
    const { demand, costs, form } = this
    return form.storedOnce ? afterCompute + costs.store(demand.outputs) : this.ofLast.cycles(touched)
  }

  /** The least iterations that the last epoch leaves, with what is stored after them, where that is below `limit`. */
  lastWork(beats: number, pending: readonly number[], someOfA: boolean, limit: number): number {
    const { form, missing, lastDrain } = this
    return form.storedOnce
      ? missing.work(beats, pending, someOfA) + lastDrain
      : missing.work(beats, pending, someOfA, this.ofLast, limit)
  }

  private get stores(): number {
    return this.form.storedOnce ? 1 : 2
  }

  /** Beats of fetch that one instruction more costs. */
  private get beats(): number {
    return this.form.wrapped ? 0 : instructionBeats
  }
}
