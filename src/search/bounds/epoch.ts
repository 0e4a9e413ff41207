import { instructionOverhead } from './costs.js'
import type { Counts, ProgramForm } from './program-form.js'

/** A program up to the end of an epoch's loads. */
export class Epoch implements Counts {
  readonly kinds: number
  readonly instructions: number
  /** Cycles of fetch and of compute's instructions, and of compute in bridges besides. */
  readonly overhead: number
  readonly cost: number
  /** How far loads are behind compute's instructions so far. */
  readonly lag: number

  constructor(
    form: ProgramForm,
    readonly epochs: number,
    /** Beats that are missing before this epoch's loads. */
    readonly missing: number,
    /** Whether elements of A are among them. */
    readonly someOfA: boolean,
    /** Outputs that the kinds of passes have yet to do at least, the fewest first. */
    readonly pending: readonly number[],
    readonly passes: number,
    readonly bridges: number,
    readonly bridging: number,
    readonly loads: number,
    readonly gaps: number,
    readonly waits: number,
  ) {
    this.kinds = pending.filter((outputs) => outputs < form.demand.outputs).length
    this.instructions = form.instructions(this)
    const computes = epochs + passes + form.demand.passes
    this.overhead = form.fetch(this.instructions) + instructionOverhead * computes
    this.cost = this.overhead + bridging
    this.lag = gaps - instructionOverhead * (epochs - 1 + passes) - bridging
  }
}

/** Whether all that can follow the one follows the other at no more cost. */
export const isAsGood = (one: Epoch, other: Epoch, computeMatters: boolean): boolean =>
  one.missing <= other.missing &&
  one.lag <= other.lag &&
  one.cost <= other.cost &&
  // A LOAD that must be there anyway may have bridged a gap of the one already, and may yet do so in the other.
  one.bridges <= other.bridges &&
  one.waits >= other.waits &&
  (!computeMatters || one.overhead <= other.overhead) &&
  noneIsMore(one.pending, other.pending)

function noneIsMore(some: readonly number[], others: readonly number[]): boolean {
  for (let i = 0; i < some.length; i++) if (some[i] > others[i]) return false
  return true
}
