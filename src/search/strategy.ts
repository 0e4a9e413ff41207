import type { Points } from './space.js'
import type { SpaceName } from './spaces.js'

/** What became of one point of the space that a strategy asked for. */
export interface Trial {
  readonly index: number
  /** Cycles of a verified schedule; null when the point does not count (illegal, wrong, not finished). */
  readonly cycles: number | null
}

/**
 * Decides which points of a space are tried. The caller asks for a batch, measures it, tells the trials in the order
 * in which they were asked for, and only then asks again: batches do not depend on how many workers measure them, so
 * neither does the search.
 */
export interface Strategy {
  /** The next points, at most `count`, each given once in the strategy's life; none when nothing is left to try. */
  ask(count: number): readonly number[]
  /** What became of points; a strategy that learns does so from points that others chose too. */
  tell(trials: readonly Trial[]): void
}

/** What a strategy starts from. */
export interface StrategyStart {
  readonly space: Points
  readonly seed: number
  /** Points that will be asked for at most; null when nothing but time limits them. */
  readonly trials: number | null
}

/** A strategy by its name. */
export interface StrategyKind {
  readonly meaning: string
  /** Trials when the caller sets neither trials nor seconds; null to try all of the space. */
  readonly defaultTrials: number | null
  /** What it searches when the caller does not say. */
  readonly defaultSpace: SpaceName
  /** Points of the largest space that it can search; null for any. */
  readonly mostPoints: number | null
  /** Whether what it asks for depends on what it is told. */
  readonly learns: boolean
  /** @throws InputError when it cannot search such a space. */
  start(from: StrategyStart): Strategy
}
