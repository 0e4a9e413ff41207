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
  /** Rows that may be the best where what is stored at the end counts, once they are known. */
  readonly drainSteps: number[]
}

/** What is asked for: see `Missing.work`. */
interface Case {
  readonly beats: number
  readonly pending: readonly number[]
  readonly drain: LastDrain | undefined
  /** Products that are missing whatever it is. */
  readonly unread: number
}

/** Columns that are looked at one by one, and how much larger a group is than the one before it after that. */
const single = 48
const growth = 1.06

const rounding = 1e-6

/** The work is kept by the leading bits of what is missing: so many. */
const leadingBits = 14

/** How many low bits of a number of beats are left out. */
const leftOut = (beats: number): number => Math.max(0, 32 - leadingBits - Math.clz32(beats))

/** Where what is known of a number of beats is kept. */
const placeOf = (beats: number): number => {
  const shift = leftOut(beats)
  return shift * 2 ** (leadingBits - 1) + (beats >>> shift)
}

export class Missing {
  private readonly columns: readonly Columns[]

  /** What kinds of passes have to do for other reasons: nothing. */
  private readonly none: readonly number[]
  /** The least work by missing beats, as far as it is known (else 0). */
  private readonly known: Float64Array
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
    this.known = new Float64Array(placeOf(demand.operandBeats) + 1)
    const columns: Columns[] = []
    for (let low = 0; low <= demand.nBlocks; low = columns[columns.length - 1].high + 1) {
      const high = low < single ? low : Math.min(demand.nBlocks, Math.floor(low * growth))
      columns.push({ low, high, drainSteps: [] })
    }
    this.columns = columns
  }

  /**
   * The least cycles of iterations, products and passes, that are left when `beats` or more are missing.
   * @param pending outputs that the kinds of passes have to do at least, for other reasons; the fewest first.
   * @param someOfA whether elements of A are among what is missing; else all of it is B's.
   * @param drain what it takes to store what takes part in it, where that is to be counted too.
   * @param limit what comes out is right where it is below this; else it is this.
   */
  work(
    beats: number,
    pending: readonly number[],
    someOfA: boolean,
    drain?: LastDrain,
    limit = Infinity,
  ): number {
    if (!someOfA)
      return this.atEnd + this.workOfB(beats, pending) + (drain?.cycles(this.touchedByB(beats)) ?? 0)
    const missing = { beats, pending, drain, unread: this.unread(beats) }
    let least = limit - this.atEnd
    for (const columns of this.columns) least = Math.min(least, this.workIn(columns, missing, least))
    return this.atEnd + Math.max(0, Math.ceil(least - rounding))
  }

  /** The least work when so many beats are missing, whatever they are; of a few less where they are very many. */
  least(missing: number): number {
    const shift = leftOut(missing)
    return (this.known[placeOf(missing)] ||= this.leastOf((missing >>> shift) << shift))
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

  /**
   * The least work where so many columns miss something; anything not below `limit` where it is not below that. A sum over
   * rows that is least at an end of them, or where one of its terms sets in or turns.
   */
  private workIn(columns: Columns, missing: Case, limit: number): number {
    const { rows, nBlocks, aBeats, bBeats } = this.demand
    const { beats, unread, drain } = missing
    const { low, high } = columns
    const fewest = this.fewestRows(high, beats)
    if (fewest > rows) return Infinity
    const after = this.after(missing, fewest, low)
    const onlyOne = Math.min((beats * nBlocks) / aBeats, high > 0 ? (beats * rows) / bBeats : Infinity)
    let least = Math.max(unread, onlyOne) + after
    const productsOf = (r: number, c: number): number =>
      (beats * (r * (nBlocks - c) + c * rows)) / (aBeats * r + bBeats * c)
    for (let c = low; ; c = high) {
      // For given columns, the products are least at an end of the rows; all else is least with the fewest.
      const products = Math.min(productsOf(fewest, c), productsOf(rows, c))
      if (Math.max(unread, products) + after < Math.min(least, limit)) {
        const both = (r: number): void => {
          if (r < fewest || r > rows) return
          least = Math.min(least, Math.max(unread, productsOf(r, c)) + this.after(missing, r, low))
        }
        both(fewest)
        both(rows)
        this.turns(c, low, missing, both)
        this.crossing(c, missing, both)
        if (drain) this.drainSteps(columns, drain).forEach(both)
      }
      if (c === high) return least
    }
  }

  /** Passes of what is touched, and its drain. */
  private after({ pending, drain }: Case, rows: number, columns: number): number {
    const touched = this.touchedBy(rows, columns)
    return passesOf(touched, pending) + (drain ? drain.cycles(touched) : 0)
  }

  /** Rows beside those where the products of so many columns are as few as can be for what has come. */
  private crossing(columns: number, { beats, unread }: Case, at: (rows: number) => void): void {
    const { rows, nBlocks, aBeats, bBeats } = this.demand
    const slope = beats * (nBlocks - columns) - unread * aBeats
    const cross = (columns * (unread * bBeats - beats * rows)) / slope
    at(Math.floor(cross))
    at(Math.ceil(cross))
  }

  /** Rows on both sides of where what is stored at the end takes longer. */
  private drainSteps({ low, drainSteps }: Columns, { steps }: LastDrain): readonly number[] {
    const { rows, nBlocks } = this.demand
    if (low === nBlocks || drainSteps.length > 0) return drainSteps
    for (const outputs of steps) {
      const from = Math.ceil((outputs - low * rows) / (nBlocks - low))
      if (from > 0 && from <= rows) drainSteps.push(from - 1, from)
    }
    return drainSteps
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
  private turns(columns: number, low: number, { beats, pending }: Case, at: (rows: number) => void): void {
    const { rows, nBlocks, aBeats, bBeats } = this.demand
    const others = nBlocks - low
    const curve = (columns * rows - (bBeats * columns * (nBlocks - columns)) / aBeats) * beats * aBeats
    if (others === 0 || curve <= 0) return
    for (let i = 0; i < pending.length; i++) {
      const set = (pending[i] - low * rows) / others
      const lowest = (Math.sqrt(curve / ((i + 1) * others)) - bBeats * columns) / aBeats
      at(Math.floor(set))
      at(Math.ceil(set))
      at(Math.floor(lowest))
      at(Math.ceil(lowest))
    }
  }
}

/** Iterations of kinds of passes that have to do what is touched, and what they had to do before. */
function passesOf(touched: number, pending: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < pending.length; i++) sum += Math.max(pending[i], touched)
  return sum
}
