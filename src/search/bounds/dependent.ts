import type { Demand } from './demand.js'

/**
 * The least compute that is left when `missing` beats of A and B, or more, have not come yet: the products of what is
 * missing, and the passes of the outputs that it takes part in. It is the least over all ways to choose what comes
 * last (docs/bounds.md, "What depends on the last beats").
 */
export function dependentWork(d: Demand, missing: number): number {
  if (missing <= 0) return 0
  let least = Infinity
  for (let c = 0; c <= d.nBlocks; c++) least = Math.min(least, inColumns(d, missing, c))
  return Math.max(0, Math.ceil(least - 1e-6))
}

/** The least when `columns` block columns of B miss something. */
function inColumns(d: Demand, missing: number, columns: number): number {
  const { rows, nBlocks, kBlocks, aBeats, bBeats, passes } = d
  const rest = missing / kBlocks - bBeats * columns
  const fewest = Math.max(columns === 0 ? 1 : 0, Math.ceil(rest / aBeats - 1e-9))
  if (fewest > rows) return Infinity
  const touched = (r: number): number => passes * (rows * nBlocks - (rows - r) * (nBlocks - columns))
  const both = (r: number): number =>
    (missing * (r * (nBlocks - columns) + columns * rows)) / (aBeats * r + bBeats * columns) + touched(r)
  let least = both(fewest)
  if (columns > 0) least = Math.min(least, (missing * rows) / bBeats + touched(fewest))
  const rowsToo = Math.max(1, fewest)
  least = Math.min(least, (missing * nBlocks) / aBeats + touched(rowsToo), both(rows))
  const curve = (columns * rows - (bBeats * columns * (nBlocks - columns)) / aBeats) * missing * aBeats
  const slope = passes * (nBlocks - columns)
  if (curve <= 0 || slope === 0) return least
  const lowest = (Math.sqrt(curve / slope) - bBeats * columns) / aBeats
  for (const r of [Math.floor(lowest), Math.ceil(lowest)]) {
    if (r > fewest && r < rows) least = Math.min(least, both(r))
  }
  return least
}
