import type { Schedule } from '../../compiler/schedule.js'
import type { Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import { doubling, equalChunks, withSmallEnd } from './chunks.js'
import { eachAlone, plainProduct, scheduleOf, type DraftProduct } from './draft.js'

/*
 * Lists where all of C grows along k, and parts in columns for the last blocks of k. Products of all columns need the
 * fewest bytes, so compute begins soon and seldom waits; but what the last bytes wait for is little only in columns.
 */

/** All of C together until the last chunk of k. */
export function kOutside(extents: Extents, hardware: Hardware): Schedule {
  const cuts = doubling(extents.k, mostBlocks(extents, hardware, extents.n))
  return inSlices(extents, hardware, cuts.slice(0, -1), withSmallEnd([extents.n]))
}

/** Shares of k that all of C has together, and columns after that. */
const shares = [0.25, 0.5, 0.75]
const columns = [4, 8]
/** Slices that a share is cut into, about, where they do not double. */
const slicesAtMost = 12

/** All of C together for a part of k, in slices that are equal or that double. */
export function kOutsideAtFirst(extents: Extents, hardware: Hardware): readonly Schedule[] {
  const most = mostBlocks(extents, hardware, extents.n)
  return shares.flatMap((share) => {
    const together = Math.max(1, Math.min(extents.k - 1, Math.round(share * extents.k)))
    if (together >= extents.k) return []
    const equal = equalChunks(together, Math.min(most, Math.ceil(together / slicesAtMost)))
    return [equal, doubling(together, most)].flatMap((slices) =>
      columns.map((count) =>
        inSlices(extents, hardware, slices, equalChunks(extents.n, Math.ceil(extents.n / count))),
      ),
    )
  })
}

const holdA = ({ m, k }: Extents, { depth }: Hardware): boolean => m * k <= depth.inp

/** Blocks of k that a product of so many blocks of n may have: twice that is in the scratchpads. */
function mostBlocks(extents: Extents, hardware: Hardware, blocks: number): number {
  const { inp, wgt } = hardware.depth
  const ofA = holdA(extents, hardware) ? extents.k : Math.floor(inp / (2 * extents.m))
  return Math.max(1, Math.min(ofA, Math.floor(wgt / (2 * blocks))))
}

/** @param slices of k that all columns have together; what is left of it they have one by one. */
function inSlices(
  extents: Extents,
  hardware: Hardware,
  slices: readonly number[],
  n: readonly number[],
): Schedule {
  const left = extents.k - slices.reduce((sum, blocks) => sum + blocks, 0)
  const products: DraftProduct[] = slices.map((blocks) => plainProduct(0, 0, n.length, blocks))
  for (const [chunk, size] of n.entries()) {
    for (const blocks of equalChunks(left, mostBlocks(extents, hardware, size))) {
      products.push(plainProduct(0, chunk, 1, blocks))
    }
  }
  return scheduleOf({
    m: [extents.m],
    n: [...n],
    products,
    groups: eachAlone(n.length),
    firstFront: 0,
    knobs: {
      inp_at: holdA(extents, hardware) ? 'root' : 'k',
      wgt_at: 'k',
      acc_at: 'root',
      inp_fill: holdA(extents, hardware) ? 'first_use' : 'whole',
      wgt_fill: 'whole',
      uop_at: 'first',
    },
  })
}
