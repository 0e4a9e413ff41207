import type { Demand } from './demand.js'
import type { LastDrain } from './last-drain.js'

/*
 * What is left for compute while beats of A and B are missing (docs/bounds.md, "What depends on the last beats"): the
 * least over all ways to choose what comes last. Missing beats touch some rows and some columns of blocks; many columns
 * are taken together, with the touched outputs of the fewest and the products of the cheapest.
 */

/** From `low` to `high` columns of blocks of B miss something. */
interface Columns {
  readonly low: number
  readonly high: number
}

/** Columns that are looked at one by one, and how much larger a group is than the one before it after that. */
const single = 48
const growth = 1.06

const rounding = 1e-6

/** Below so many missing beats, the work is kept for each number of them; else for their leading bits. */
const exactBeats = 2 ** 14

function leadingBits(beats: number): number {
  const unit = 2 ** Math.floor(Math.log2((2 * beats) / exactBeats))
  return beats - (beats % unit)
}

export class Missing {
  private readonly columns: readonly Columns[]

  /** What kinds of passes have to do for other reasons: nothing. */
  private readonly none: readonly number[]
  /** The least work by missing beats, as far as it is known (else 0): of few beats, and of many. */
  private readonly knownOfFew: Float64Array
  private readonly known = new Map<number, number>()
  private readonly knownTouched = new Map<number, number>()

  /**
   * @param kinds of passes that come as products allow.
   * @param atEnd cycles of iterations that are left in any case.
   */
  constructor(
    private readonly demand: Demand,
    kinds: number,
    private readonly atEnd = 0,
  ) {
    this.none = Array.from({ length: kinds }, () => 0)
    this.knownOfFew = new Float64Array(Math.min(exactBeats, demand.operandBeats + 1))

    const columns: Columns[] = []
    for (let low = 0; low <= demand.nBlocks; low = columns[columns.length - 1].high + 1) {
      const high = low < single ? low : Math.min(demand.nBlocks, Math.floor(low * growth))
      columns.push({ low, high })
    }
    this.columns = columns
  }

  /**
   * The least cycles of iterations, products and passes, that are left when `beats` or more are missing.
   * @param pending outputs that the kinds of passes have to do at least, for other reasons; the fewest first.
   * @param someOfA whether elements of A are among what is missing; else all of it is B's.
   * @param drain what it takes to store what takes part in it, where that is to be counted too.
   */
  work(beats: number, pending: readonly number[], someOfA: boolean, drain?: LastDrain): number {
    if (!someOfA)
      return this.atEnd + this.workOfB(beats, pending) + (drain?.cycles(this.touchedByB(beats)) ?? 0)
    let least = Infinity
    for (const columns of this.columns) least = Math.min(least, this.workIn(columns, beats, pending, drain))
    return this.atEnd + Math.max(0, Math.ceil(least - rounding))
  }

  /** The least work when so many beats are missing, whatever they are; of a few less where they are very many. */
  least(missing: number): number {
    if (missing < exactBeats) return (this.knownOfFew[missing] ||= this.leastOf(missing))
    const beats = leadingBits(missing)
    const known = this.known.get(beats) ?? this.leastOf(beats)
    this.known.set(beats, known)
    return known
  }

  private leastOf(beats: number): number {
    return Math.min(this.work(beats, this.none, false), this.work(beats, this.none, true))
  }

  /**
   * The most beats that can be missing when at most `work` cycles of iterations depend on them.
   * @param few beats that are known not to be too many.
   */
  most(work: number, few = 0): number {
    const { operandBeats } = this.demand
    let low = few
    let high = operandBeats
    for (let step = 64 + (few >> 3); low + step < high; step *= 2) {
      if (this.least(low + step) > work) high = low + step - 1
      else low += step
    }
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.least(middle) <= work) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The fewest outputs that take part in what is missing. */
  touched(beats: number, someOfA: boolean): number {
    if (!someOfA) return this.touchedByB(beats)
    const known = this.knownTouched.get(beats)
    if (known !== undefined) return known
    let least = Infinity
    for (const { low, high } of this.columns) {
      const rows = this.fewestRows(high, beats)
      if (rows <= this.demand.rows) least = Math.min(least, this.touchedBy(rows, low))
    }
    this.knownTouched.set(beats, least)
    return least
  }

  /** The fewest beats, `beats` or more, that whole elements can be. */
  whole(beats: number, someOfA: boolean): number {
    const { aBeats, bBeats } = this.demand
    const unit = someOfA ? aBeats : bBeats
    return Math.max(1, Math.ceil(beats / unit)) * unit
  }

  private workOfB(beats: number, pending: readonly number[]): number {
    const touched = this.touchedByB(beats)
    const products = Math.max(
      Math.ceil(beats / this.demand.bBeats) * this.demand.rows,
      Math.ceil(this.unread(beats) - rounding),
    )
    return products + passesOf(touched, pending)
  }

  private touchedByB(beats: number): number {
    const { rows, kBlocks, bBeats } = this.demand
    return Math.ceil(beats / (kBlocks * bBeats)) * rows
  }

  /** Rows of A that must miss something where no more than `columns` of B do; more than there are if that cannot be. */
  private fewestRows(columns: number, beats: number): number {
    const { kBlocks, aBeats, bBeats } = this.demand
    return Math.max(1, Math.ceil((beats / kBlocks - bBeats * columns) / aBeats - rounding))
  }

  private touchedBy(rows: number, columns: number): number {
    const { demand } = this
    return demand.outputs - (demand.rows - rows) * (demand.nBlocks - columns)
  }

  private workIn(
    { low, high }: Columns,
    beats: number,
    pending: readonly number[],
    drain?: LastDrain,
  ): number {
    const { rows, nBlocks, aBeats, bBeats } = this.demand
    const fewest = this.fewestRows(high, beats)
    if (fewest > rows) return Infinity
    const unread = this.unread(beats)
    const after = (r: number): number => {
      const touched = this.touchedBy(r, low)
      return passesOf(touched, pending) + (drain?.cycles(touched) ?? 0)
    }
    let least = Math.max(unread, (beats * nBlocks) / aBeats) + after(fewest)
    if (high > 0) least = Math.min(least, Math.max(unread, (beats * rows) / bBeats) + after(fewest))
    for (const columns of low === high ? [low] : [low, high]) {
      const both = (r: number): number => {
        const products =
          (beats * (r * (nBlocks - columns) + columns * rows)) / (aBeats * r + bBeats * columns)
        return Math.max(unread, products) + after(r)
      }
      const found = [
        ...this.turns(columns, low, beats, pending),
        ...this.crossing(columns, beats, unread),
        ...(drain ? this.drainSteps(low, drain) : []),
      ]
      for (const r of found) if (r > fewest && r < rows) least = Math.min(least, both(r))
      least = Math.min(least, both(fewest), both(rows))
    }
    return least
  }

  /** Rows beside those where the products of so many columns are as few as can be for what has come. */
  private crossing(columns: number, beats: number, unread: number): readonly number[] {
    const { rows, nBlocks, aBeats, bBeats } = this.demand
    const slope = beats * (nBlocks - columns) - unread * aBeats
    const cross = (columns * (unread * bBeats - beats * rows)) / slope
    return [Math.floor(cross), Math.ceil(cross)]
  }

  /** Rows on both sides of where what is stored at the end takes longer. */
  private drainSteps(low: number, { steps }: LastDrain): readonly number[] {
    const { rows, nBlocks } = this.demand
    if (low === nBlocks) return []
    return steps.flatMap((outputs) => {
      const from = Math.ceil((outputs - low * rows) / (nBlocks - low))
      return [from - 1, from]
    })
  }

  /** The fewest products that can be missing when all but `beats` has come, by whole slices and a rectangle of one. */
  private unread(beats: number): number {
    const { rows, nBlocks, aBeats, bBeats, operandBeats, products } = this.demand
    const slice = aBeats * rows + bBeats * nBlocks
    const come = Math.max(0, operandBeats - beats)
    const rest = come % slice
    const slices = (come - rest) / slice
    const balanced = 2 * Math.min(aBeats * rows, bBeats * nBlocks)
    const made =
      rest <= balanced
        ? (rest * rest) / (4 * aBeats * bBeats)
        : rows * nBlocks -
          (slice - rest) * (aBeats * rows < bBeats * nBlocks ? rows / bBeats : nBlocks / aBeats)
    return products - slices * rows * nBlocks - made
  }

  /** Rows between the ends at which the sum of products and passes can be least: where passes set in, or the slope is 0. */
  private turns(columns: number, low: number, beats: number, pending: readonly number[]): readonly number[] {
    const { rows, nBlocks, aBeats, bBeats } = this.demand
    const others = nBlocks - low
    const curve = (columns * rows - (bBeats * columns * (nBlocks - columns)) / aBeats) * beats * aBeats
    const found: number[] = []
    if (others === 0 || curve <= 0) return found
    for (const [at, outputs] of pending.entries()) {
      const set = (outputs - low * rows) / others
      const lowest = (Math.sqrt(curve / ((at + 1) * others)) - bBeats * columns) / aBeats
      found.push(Math.floor(set), Math.ceil(set), Math.floor(lowest), Math.ceil(lowest))
    }
    return found
  }
}

/** Iterations of kinds of passes that have to do what is touched, and what they had to do before. */
function passesOf(touched: number, pending: readonly number[]): number {
  let sum = 0
  for (const outputs of pending) sum += Math.max(outputs, touched)
  return sum
}
