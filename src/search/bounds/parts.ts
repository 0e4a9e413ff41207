/** Cycles of a bound by cause. */
export interface BoundPart {
  readonly name: string
  readonly cycles: number
  /** What needs them, in one line. */
  readonly why: string
}

/** Cycles that cannot be beaten; the parts add up to them. */
export interface LowerBound {
  readonly cycles: number
  readonly parts: readonly BoundPart[]
}

/** A bound of parts; those of no cycles are left out. */
export const sumOf = (parts: readonly BoundPart[]): LowerBound => ({
  cycles: parts.reduce((sum, { cycles }) => sum + cycles, 0),
  parts: parts.filter(({ cycles }) => cycles !== 0),
})

/** The larger of two bounds. */
export const largerOf = (a: LowerBound, b: LowerBound): LowerBound => (a.cycles >= b.cycles ? a : b)
