import type { Demand } from './demand.js'

/**
 * The least compute that is left when `missing` beats of A and B, or more, have not come yet: the products of what is
 * missing, and the passes of the outputs that it takes part in. It is the least over all ways to choose what comes
 * last (docs/bounds.md, "What depends on the last beats").
 */
export function dependentWork(d: Demand, missing: number): number {
  let least = Infinity
  for (let c = 0; c <= d.nBlocks; c++) least = Math.min(least, inColumns(d, missing, c))
  return Math.max(0, Math.ceil(least - rounding))
}

/** The most beats that can be missing when at most `work` cycles of iterations depend on them. */
export function mostMissing(d: Demand, work: number): number {
  let low = 0
  let high = d.operandBeats
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (canMiss(d, middle, work)) low = middle
    else high = middle - 1
  }
  return low
}

const rounding = 1e-6

function canMiss(d: Demand, missing: number, work: number): boolean {
  const { rows, nBlocks, passes } = d
  const columns = passes === 0 ? nBlocks : Math.min(nBlocks, Math.floor(work / (passes * rows)))
  for (let c = columns; c >= 0; c--) if (inColumns(d, missing, c) <= work + rounding) return true
  return false
}

/** The least work when `columns` block columns of B miss something. */
function inColumns(d: Demand, missing: number, columns: number): number {
  const { rows, nBlocks, kBlocks, aBeats, bBeats, passes } = d
  const rest = missing / kBlocks - bBeats * columns
  const fewest = Math.max(columns === 0 ? 1 : 0, Math.ceil(rest / aBeats - rounding))
  if (fewest > rows) return Infinity
  const others = nBlocks - columns
  const touched = (r: number): number => passes * (rows * nBlocks - (rows - r) * others)
  const both = (r: number): number =>
    (missing * (r * others + columns * rows)) / (aBeats * r + bBeats * columns) + touched(r)
  let least = Math.min(both(fewest), both(rows), (missing * nBlocks) / aBeats + touched(Math.max(1, fewest)))
  if (columns > 0) least = Math.min(least, (missing * rows) / bBeats + touched(fewest))
  // Between its ends, `both` has one lowest point, where its slope is 0.
  const curve = (columns * rows - (bBeats * columns * others) / aBeats) * missing * aBeats
  const slope = passes * others
  if (curve <= 0 || slope === 0) return least
  const lowest = (Math.sqrt(curve / slope) - bBeats * columns) / aBeats
  for (const r of [Math.floor(lowest), Math.ceil(lowest)]) {
    if (r > fewest && r < rows) least = Math.min(least, both(r))
  }
  return least
}
