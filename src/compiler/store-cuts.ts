import type { StoreCut } from './schedule.js'

/** Cuts in order, one at a place: the one that parts most passes. */
export function normalCuts(cuts: readonly StoreCut[]): readonly StoreCut[] {
  if (cuts.length === 0) return cuts
  const sorted = cuts.toSorted((a, b) => a[0] - b[0] || b[1] - a[1] || b[2] - a[2])
  return sorted.filter((cut, i) => i === 0 || cut[0] !== sorted[i - 1][0] || cut[1] !== sorted[i - 1][1])
}
