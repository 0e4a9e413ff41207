import type { Schedule } from '../../compiler/schedule.js'
import { extentsOf, type Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { tapering } from './chunks.js'
import { eachAlone, plainProduct, scheduleOf, type DraftProduct } from './draft.js'
import { begunAtOnce } from './plans.js'

/*
 * Lists whose tiles, cut along one axis alone, grow or shrink by a ratio: what is loaded last should keep compute busy for
 * a short time only, and what comes before for as long as the next load takes. A load is worth its start-up, so the best
 * number of tiles is small. Neither it nor the ratio is known beforehand; exact times tell.
 */

const mostTiles = 12
const ratios = [1.4, 1.15, 1, 0.9, 0.8, 0.7, 0.6, 0.5]
/** Shares of k of the products of the first tile, of the last but one, and of the last. */
const ofFirst = [[1], [0.25, 0.75]]
const ofLastButOne = [[1], [0.62, 0.38]]
const ofLast = [[1], [0.66, 0.34], [0.56, 0.31, 0.13]]

/** Tapered lists by number of tiles: none where the operand that all tiles need does not stay. */
export function taperedLists(workload: Workload, hardware: Hardware): readonly (readonly Schedule[])[] {
  const extents = extentsOf(workload, hardware)
  return (['m', 'n'] as const).flatMap((axis) =>
    staysWhole(extents, hardware, axis === 'm' ? 'n' : 'm')
      ? ofEachCount(extents[axis], (sizes) => listsOf(workload, hardware, axis, sizes))
      : [],
  )
}

/** Whether the operand along an axis fits its scratchpad. */
const staysWhole = ({ m, n, k }: Extents, { depth }: Hardware, axis: 'm' | 'n'): boolean =>
  axis === 'm' ? m * k <= depth.inp : n * k <= depth.wgt

function ofEachCount(
  extent: number,
  listsFor: (sizes: readonly number[]) => readonly Schedule[],
): readonly (readonly Schedule[])[] {
  const found: (readonly Schedule[])[] = []
  for (let count = 2; count <= Math.min(mostTiles, extent); count++) {
    const cuts = new Map(
      ratios.map((ratio) => tapering(extent, count, ratio)).map((sizes) => [String(sizes), sizes]),
    )
    found.push([...cuts.values()].flatMap(listsFor))
  }
  return found
}

function listsOf(
  workload: Workload,
  hardware: Hardware,
  axis: 'm' | 'n',
  sizes: readonly number[],
): readonly Schedule[] {
  const extents = extentsOf(workload, hardware)
  const knobs = {
    inp_at: staysWhole(extents, hardware, 'm') ? 'root' : 'k',
    wgt_at: staysWhole(extents, hardware, 'n') ? 'root' : 'k',
    acc_at: begunAtOnce(workload, hardware, axis === 'm' ? sizes.length : 1) ? 'root' : 'k',
    inp_fill: staysWhole(extents, hardware, 'm') ? 'first_use' : 'whole',
    wgt_fill: staysWhole(extents, hardware, 'n') ? 'first_use' : 'whole',
    uop_at: 'first',
  } as const
  return cutsOf(sizes.length, extents.k).map((cuts) =>
    scheduleOf({
      m: axis === 'm' ? [...sizes] : [extents.m],
      n: axis === 'n' ? [...sizes] : [extents.n],
      products: cuts.flatMap((blocks, tile) => blocks.map((size) => productOf(axis, tile, size))),
      groups: eachAlone(sizes.length),
      firstFront: 0,
      knobs,
    }),
  )
}

const productOf = (axis: 'm' | 'n', tile: number, blocks: number): DraftProduct =>
  axis === 'm' ? plainProduct(tile, 0, 1, blocks) : plainProduct(0, tile, 1, blocks)

/** Ways to cut k, by tile: in blocks of each product. */
function cutsOf(tiles: number, k: number): readonly (readonly (readonly number[])[])[] {
  let ways: readonly (readonly (readonly number[])[])[] = [[]]
  for (let tile = 0; tile < tiles; tile++) {
    const cuts = partsOf(k, sharesOf(tile, tiles))
    ways = ways.flatMap((way) => cuts.map((parts) => way.concat([parts])))
  }
  return ways
}

function sharesOf(tile: number, tiles: number): readonly (readonly number[])[] {
  if (tile === tiles - 1) return ofLast
  if (tile === 0) return ofFirst
  return tile === tiles - 2 ? ofLastButOne : [[1]]
}

/** Parts of k by their shares, each once: those that come to nothing are left out. */
function partsOf(k: number, shares: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const found = new Map<string, readonly number[]>()
  for (const share of shares) {
    const ends = share.map((_, i) =>
      Math.round(k * share.slice(0, i + 1).reduce((sum, part) => sum + part, 0)),
    )
    const parts = ends.map((end, i) => end - (ends[i - 1] ?? 0)).filter((size) => size > 0)
    found.set(String(parts), parts)
  }
  return [...found.values()]
}
