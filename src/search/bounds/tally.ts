import { instructionOverhead } from './costs.js'
import type { GapKind } from './gaps.js'
import type { Counts, ProgramForm } from './program-form.js'

/**
 * What the programs of a form have of each thing up to the end of some epoch's loads, whatever is missing then. The same
 * counts are the same object.
 */
export class Tally implements Counts {
  readonly instructions: number
  /** Cycles of fetch and of compute's instructions, and of compute in bridges besides. */
  readonly overhead: number
  readonly cost: number
  /** How far loads are behind compute's instructions so far. */
  readonly lag: number
  /** LOADs that must be there anyway and bridged a gap already: they may yet do so in what it is compared with. */
  private readonly freeBridges: number
  private readonly next = new Map<GapKind, readonly Tally[]>()

  private constructor(
    private readonly form: ProgramForm,
    private readonly known: Map<string, Tally>,
    readonly epochs: number,
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
    this.freeBridges = Math.min(bridges, form.freeBridges)
  }

  /** That of the first epoch. */
  static first(form: ProgramForm): Tally {
    return new Tally(form, new Map<string, Tally>(), 1, 0, 0, 0, 0, form.costs.bridgedGap, 0)
  }

  /** Those of the next epoch after a kind of gap, by the number of kinds of passes that start in it. */
  after(kind: GapKind): readonly Tally[] {
    const known = this.next.get(kind)
    if (known) return known
    const found = Array.from({ length: this.form.demand.passes + 1 }, (_, passes) => this.of(kind, passes))
    this.next.set(kind, found)
    return found
  }

  /**
   * Whether all that can follow this follows another, of as many epochs, at no more cost.
   * @param computeMatters whether what compute needs may be what counts in the end.
   */
  isNoWorse(other: Tally, computeMatters: boolean): boolean {
    return (
      this.lag <= other.lag &&
      this.cost <= other.cost &&
      this.freeBridges <= other.freeBridges &&
      (!computeMatters || this.overhead <= other.overhead) &&
      (!this.form.form.wrapped || this.waits >= other.waits)
    )
  }

  private of(kind: GapKind, passes: number): Tally {
    const { form, known, waits } = this
    const counts = [
      this.epochs + 1,
      this.passes + passes,
      this.bridges + Number(kind.bridge > 0),
      this.bridging + kind.bridge,
      this.loads + kind.loads,
      this.gaps + form.gapCycles(kind, waits),
      waits + kind.waits,
    ] as const
    const name = counts.join()
    const found = known.get(name) ?? new Tally(form, known, ...counts)
    known.set(name, found)
    return found
  }
}
