import { startsFromBias } from '../../compiler/epilogue.js'
import type { Schedule } from '../../compiler/schedule.js'
import { extentsOf, type Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { scheduleOf, type DraftProduct } from './draft.js'

/**
 * Plain lists to begin with: tiles one behind the other, their operands as long in the scratchpads as they can be; and,
 * where B does not stay and C does, k outside the tiles.
 */
export function startingLists(workload: Workload, hardware: Hardware): readonly Schedule[] {
  const extents = extentsOf(workload, hardware)
  const { inp, wgt, acc } = hardware.depth
  const biasBlocks = workload.epilogue.bias ? extents.n : 0
  const holdsC = extents.m * extents.n + biasBlocks <= acc
  const tiles = tilesWithin(extents, acc - biasBlocks, inp, wgt)
  const starts = [byTiles(workload, extents, hardware, tiles)]
  if (holdsC && extents.n * extents.k > wgt) starts.push(byK(extents, hardware))
  return starts
}

interface Tiles {
  readonly m: number[]
  readonly n: number[]
}

/** C in tiles that the accumulators hold twice, and whose operands' pieces fit; the last ones small. */
function tilesWithin(extents: Extents, acc: number, inp: number, wgt: number): Tiles {
  const whole = extents.m * extents.n <= acc
  const area = whole ? acc : Math.max(1, Math.floor(acc / 2))
  const columns = Math.min(extents.n, Math.max(1, Math.floor(wgt / 4)), area)
  const rows = Math.max(1, Math.min(extents.m, inp >> 1, Math.floor(area / columns)))
  return { m: equalChunks(extents.m, rows), n: withSmallEnd(equalChunks(extents.n, columns)) }
}

const equalChunks = (extent: number, size: number): number[] => {
  const count = Math.ceil(extent / size)
  return Array.from({ length: count }, (_, i) => Math.ceil((extent - i) / count))
}

/** The last chunk cut in up to three falling parts. */
function withSmallEnd(sizes: number[]): number[] {
  const last = sizes[sizes.length - 1]
  if (last >= 4) return [...sizes.slice(0, -1), last - 3, 2, 1]
  if (last >= 2) return [...sizes.slice(0, -1), last - 1, 1]
  return sizes
}

/** A first chunk, twice as much, and the rest. */
const growing = (extent: number): readonly number[] => (extent > 3 ? [1, 2, extent - 3] : [extent])

function byTiles(workload: Workload, extents: Extents, hardware: Hardware, { m, n }: Tiles): Schedule {
  const { inp, wgt, acc } = hardware.depth
  const holdsA = extents.m * extents.k <= inp
  const holdsB = extents.n * extents.k <= wgt
  const outerIsM = holdsB || !holdsA
  const chunkOfA = holdsA ? 'root' : m[0] * extents.k <= inp && outerIsM ? 'm' : 'k'
  const chunkOfB = holdsB ? 'root' : n[0] * extents.k <= wgt && !outerIsM ? 'n' : 'k'
  const most = Math.max(
    1,
    Math.min(
      chunkOfA === 'k' ? Math.floor(inp / (2 * m[0])) : extents.k,
      chunkOfB === 'k' ? Math.floor(wgt / (2 * n[0])) : extents.k,
    ),
  )
  const products: DraftProduct[] = []
  const outers = outerIsM ? m : n
  const inners = outerIsM ? n : m
  for (const outer of outers.keys()) {
    for (const inner of inners.keys()) {
      const cuts =
        products.length === 0 && most === extents.k ? growing(extents.k) : equalChunks(extents.k, most)
      for (const blocks of cuts)
        products.push(outerIsM ? [outer, inner, 1, blocks] : [inner, outer, 1, blocks])
    }
  }
  const biasBlocks = workload.epilogue.bias ? extents.n : 0
  const atOnce =
    extents.m * extents.n + biasBlocks <= acc && !(startsFromBias(workload.epilogue) && m.length > 1)
  return scheduleOf({
    m,
    n,
    products,
    groups: Array.from({ length: m.length * n.length }, () => 1),
    uopLoads: [],
    knobs: {
      order: outerIsM ? 'mnk' : 'nmk',
      inp_at: chunkOfA,
      wgt_at: chunkOfB,
      acc_at: atOnce ? 'root' : 'k',
      inp_fill: 'first_use',
      wgt_fill: 'first_use',
      uop_at: 'first',
    },
  })
}

/** All of C grows along k; at the end its tiles part. */
function byK(extents: Extents, { depth }: Hardware): Schedule {
  const n = withSmallEnd([extents.n])
  const most = Math.max(1, Math.floor(depth.wgt / (2 * extents.n)))
  const cuts = equalChunks(extents.k, Math.min(most, Math.max(1, extents.k - 1)))
  const last = cuts[cuts.length - 1]
  const products: DraftProduct[] = cuts.slice(0, -1).map((blocks) => [0, 0, n.length, blocks])
  for (const chunk of n.keys()) products.push([0, chunk, 1, last])
  return scheduleOf({
    m: [extents.m],
    n,
    products,
    groups: n.map(() => 1),
    uopLoads: [],
    knobs: {
      order: 'mnk',
      inp_at: extents.m * extents.k <= depth.inp ? 'root' : 'k',
      wgt_at: 'k',
      acc_at: 'root',
      inp_fill: 'first_use',
      wgt_fill: 'whole',
      uop_at: 'first',
    },
  })
}
