import { columns, loadCount, mStarts, nStarts, product, productCount, rows, sizeOf, uopLoad } from './list'
import { Number, Table } from './table'
import { kExtent } from './workload'

/* What the placement of buffers asks of a list (src/compiler/list-front-end.ts). */

/** Rows of the largest chunk of m. */
export function largestRows(): i32 {
  return largest(mStarts, rows())
}

/** Blocks of the largest chunk of n. */
export function largestColumns(): i32 {
  return largest(nStarts, columns())
}

function largest(starts: Table<Number>, chunks: i32): i32 {
  let most = 0
  for (let i = 0; i < chunks; i++) most = max(most, sizeOf(starts, i))
  return most
}

/** Blocks of k of the largest product. */
export function largestDepth(): i32 {
  let most = 0
  for (let i = 0; i < productCount(); i++) most = max(most, product(i).blocks)
  return most
}

/** Elements of A that a product's load brings at most. */
export function largestPieceOfA(): i32 {
  let most = 0
  for (let i = 0; i < productCount(); i++) {
    const p = product(i)
    most = max(most, min(kExtent, p.blocks + p.moreA) * sizeOf(mStarts, p.m))
  }
  return most
}

/** Elements of B that a product's load brings at most. */
export function largestPieceOfB(): i32 {
  let most = 0
  for (let i = 0; i < productCount(); i++) {
    const p = product(i)
    const end = min(columns(), p.n + p.chunks + p.moreChunks)
    const size = nStarts.get(end).value - nStarts.get(p.n).value
    most = max(most, min(kExtent, p.blocks + p.moreB) * size)
  }
  return most
}

/** Whether compute idles before a load of micro-ops. */
export function listWaits(): bool {
  for (let i = 0; i < loadCount(); i++) {
    if (uopLoad(i).wait > 0) return true
  }
  return false
}
