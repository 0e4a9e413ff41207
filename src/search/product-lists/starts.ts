import { startsFromBias } from '../../compiler/epilogue.js'
import type { Schedule } from '../../compiler/schedule.js'
import { extentsOf, type Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { scheduleOf, type DraftProduct } from './draft.js'
import { holdC, leastPlans, type Plan } from './plans.js'

/** Lists by tiles, for each of the loops that can be the outer one: which is fastest, sums alone do not tell. */
const mostByTiles = 16

/**
 * Plain lists to begin with: tiles one behind the other, row by row and column by column, their operands as long in the
 * scratchpads as they can be; and, where B does not stay and C does, k outside the tiles.
 */
export function startingLists(workload: Workload, hardware: Hardware): readonly Schedule[] {
  const extents = extentsOf(workload, hardware)
  const { inp, wgt } = hardware.depth
  const hasBias = workload.epilogue.bias
  const starts = (['m', 'n'] as const)
    .flatMap((outer) => leastPlans(extents, hardware, hasBias, outer, mostByTiles))
    .map((plan) => byTiles(workload, hardware, plan))
  if (holdC(extents, hardware, hasBias) && extents.m <= inp && extents.n <= wgt)
    starts.push(byK(extents, hardware))
  return starts
}

const product = (m: number, n: number, chunks: number, blocks: number): DraftProduct => ({
  m,
  n,
  chunks,
  blocks,
  loads: [],
})

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

/** Chunks that double up to a size, and the rest. */
function doubling(extent: number, most: number): readonly number[] {
  const chunks: number[] = []
  for (let size = 1, left = extent; left > 0; size = Math.min(2 * size, most)) {
    chunks.push(Math.min(size, left))
    left -= size
  }
  return chunks
}

function byTiles(workload: Workload, hardware: Hardware, plan: Plan): Schedule {
  const { extents, outer, inpAt, wgtAt, mostK } = plan
  const m = equalChunks(extents.m, plan.rows)
  const n = withSmallEnd(equalChunks(extents.n, plan.blocks))
  const products: DraftProduct[] = []
  const outers = outer === 'm' ? m : n
  const inners = outer === 'm' ? n : m
  for (const i of outers.keys()) {
    for (const j of inners.keys()) {
      const isFirst = products.length === 0 && mostK === extents.k
      const cuts = isFirst ? growing(extents.k) : equalChunks(extents.k, mostK)
      for (const blocks of cuts)
        products.push(outer === 'm' ? product(i, j, 1, blocks) : product(j, i, 1, blocks))
    }
  }
  const { epilogue } = workload
  const atOnce = holdC(extents, hardware, epilogue.bias) && !(startsFromBias(epilogue) && m.length > 1)
  return scheduleOf({
    m,
    n,
    products,
    groups: Array.from({ length: m.length * n.length }, () => 1),
    firstFront: 0,
    knobs: {
      inp_at: inpAt,
      wgt_at: wgtAt,
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
  const holdsA = extents.m * extents.k <= depth.inp
  const mostOfA = holdsA ? extents.k : Math.floor(depth.inp / (2 * extents.m))
  const most = Math.max(1, Math.min(mostOfA, Math.floor(depth.wgt / (2 * extents.n))))
  const cuts = doubling(extents.k, most)
  const last = cuts[cuts.length - 1]
  const products: DraftProduct[] = cuts.slice(0, -1).map((blocks) => product(0, 0, n.length, blocks))
  for (const chunk of n.keys()) products.push(product(0, chunk, 1, last))
  return scheduleOf({
    m: [extents.m],
    n,
    products,
    groups: n.map(() => 1),
    firstFront: 0,
    knobs: {
      inp_at: holdsA ? 'root' : 'k',
      wgt_at: 'k',
      acc_at: 'root',
      inp_fill: 'first_use',
      wgt_fill: 'whole',
      uop_at: 'first',
    },
  })
}
