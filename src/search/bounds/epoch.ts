import { instructionOverhead } from './costs.js'
import type { Pending } from './pending.js'
import type { Counts, ProgramForm } from './program-form.js'

/** Numbers of an epoch that are compared, besides those of what is pending. */
const comparedNumbers = 6

/** A program up to the end of an epoch's loads. */
export class Epoch implements Counts {
  readonly instructions: number
  /** Cycles of fetch and of compute's instructions, and of compute in bridges besides. */
  readonly overhead: number
  readonly cost: number
  /** How far loads are behind compute's instructions so far. */
  readonly lag: number

  constructor(
    private readonly form: ProgramForm,
    readonly epochs: number,
    /** Beats that are missing before this epoch's loads. */
    readonly missing: number,
    /** Whether elements of A are among them. */
    readonly someOfA: boolean,
    readonly pending: Pending,
    readonly passes: number,
    readonly bridges: number,
    readonly bridging: number,
    readonly loads: number,
    readonly gaps: number,
    readonly waits: number,
  ) {
    this.instructions = form.instructions(this)
    const computes = epochs + passes + form.demand.passes
    this.overhead = form.fetch(this.instructions) + instructionOverhead * computes
    this.cost = this.overhead + bridging
    this.lag = gaps - instructionOverhead * (epochs - 1 + passes) - bridging
  }

  /** A row of numbers as `compare` writes them. */
  static rowOf({ demand }: ProgramForm): Float64Array {
    return new Float64Array(comparedNumbers + demand.passes)
  }

  /**
   * Numbers of which less is better: all that can follow one epoch follows another, of as many epochs, at no more cost if it has more of none.
   * @param computeMatters whether what compute needs may be what counts in the end.
   */
  compare(row: Float64Array, computeMatters: boolean): void {
    const { form, bridges, waits } = this
    row[0] = this.missing
    row[1] = this.lag
    row[2] = this.cost
    row[3] = computeMatters ? this.overhead : 0
    // A LOAD that must be there anyway may have bridged a gap of the one already, and may yet do so in the other.
    row[4] = Math.min(bridges, form.freeBridges)
    row[5] = form.form.wrapped ? -waits : 0
    for (const [i, outputs] of this.pending.outputs.entries()) row[comparedNumbers + i] = outputs
  }
}
