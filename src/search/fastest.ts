import type { Trial } from './strategy.js'

/** A trial that counts. */
export interface Counted {
  readonly index: number
  readonly cycles: number
}

export const counted = (trials: readonly Trial[]): readonly Counted[] =>
  trials.flatMap(({ index, cycles }) => (cycles === null ? [] : [{ index, cycles }]))

/**
 * So many of the fastest trials, the fastest first. Of those that take equally many cycles only the one with the lowest
 * index: they are mostly the same program, and a strategy that learns from the fastest would see nothing else.
 */
export function fastest(trials: readonly Counted[], count: number): readonly Counted[] {
  return trials
    .toSorted((a, b) => a.cycles - b.cycles || a.index - b.index)
    .filter(({ cycles }, i, sorted) => i === 0 || cycles !== sorted[i - 1].cycles)
    .slice(0, count)
}
