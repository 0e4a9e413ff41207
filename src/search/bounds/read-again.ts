/*
 * What capacity forces to be read more than once (docs/bounds.md, "Reading again"). One operand's loads cut the time in
 * windows too short for any line of the other to be multiplied in one of them, while only so many lines can be under way
 * between two windows. Counts are elements of A, B and C ("vectors"), as the scratchpads hold them.
 */

/** A or B. */
export interface Operand {
  /** Rows of A, or columns of blocks of B: its lines, of `depth` elements each. */
  readonly lines: number
  /** Beats of an element. */
  readonly beats: number
  /** Elements that its scratchpad holds. */
  readonly held: number
}

/** A product of A and B, by blocks, on a machine. */
export interface Product {
  readonly a: Operand
  readonly b: Operand
  /** Blocks of k. */
  readonly depth: number
  /** Sums that the accumulators hold. */
  readonly sums: number
}

/** Windows that are tried: the share of the operand that one leaves out falls by this factor. */
const narrower = 2 ** (-1 / 8)

/** Beats of A and B that every program loads. */
export function leastReads(product: Product): number {
  const { a, b, depth } = product
  const once = depth * (a.lines * a.beats + b.lines * b.beats)
  return Math.max(once, inWindows(product), inWindows({ ...product, a: b, b: a }))
}

/** The same, as windows of loads of `a` prove it; 0 where `a` fits. */
function inWindows({ a, b, depth, sums }: Product): number {
  const all = a.lines * depth
  let most = 0
  for (let share = narrower; share * all >= 1; share *= narrower) {
    // Different elements of `a` that a window can use, and those that are loaded in it.
    const used = all - Math.ceil(share * all)
    const loaded = used - a.held
    if (loaded < 1) continue
    const left = 1 - used / all
    const across = linesAcross(sums / a.lines, b.held / depth, left)
    most = Math.max(most, leastTrade({ a, b, depth, sums }, loaded, left, across))
  }
  return most
}

/**
 * The most lines of `b` that can be under way between two windows, with a share `left` or more of their products on the
 * two sides together.
 * @param bySums lines whose sums are held whole.
 * @param byElements lines whose elements are held whole.
 */
function linesAcross(bySums: number, byElements: number, left: number): number {
  const more = Math.max(bySums, byElements)
  const less = Math.min(bySums, byElements)
  const weight = Math.max(1, Math.min(more / less, 1 / (4 * left)))
  return (more + weight * less) / Math.min(1, 2 * Math.sqrt(weight * left))
}

/**
 * Beats of the best trade: loads of `a` in more windows, or elements of `b` again. Either is linear where the other does
 * not change, so the least is where one of them sets in.
 */
function leastTrade({ a, b, depth }: Product, loaded: number, left: number, across: number): number {
  const all = a.lines * depth
  const beats = (borders: number): number => {
    const ofA = Math.max(all, a.held + loaded * borders + 1)
    const ofB = depth * (b.lines + left * Math.max(0, b.lines - across * borders))
    return a.beats * ofA + b.beats * ofB
  }
  const turns = [(all - a.held - 1) / loaded, b.lines / across]
  const near = turns.flatMap((turn) => [Math.floor(turn), Math.ceil(turn)])
  return Math.floor(Math.min(...near.map(beats)))
}
