import { startsFromBias } from '../../compiler/epilogue.js'
import type { Schedule } from '../../compiler/schedule.js'
import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { equalChunks, growing, withSmallEnd } from './chunks.js'
import { eachAlone, plainProduct, scheduleOf, type DraftProduct } from './draft.js'
import { kOutside, kOutsideAtFirst } from './k-outside.js'
import { plannedLists } from './planned.js'
import { begunAtOnce, holdC, leastPlans, productsOf, type Plan } from './plans.js'
import { taperedLists } from './tapered.js'

/** Lists by tiles, for each of the loops that can be the outer one: which is fastest, sums alone do not tell. */
const mostByTiles = 16
/** And of them only the first where each has tens of thousands of products: so many together, about. */
const mostProducts = 2 ** 16

/**
 * Lists by tiles, one behind the other, row by row and column by column, their operands as long in the scratchpads as they
 * can be; or, where C stays, of which columns grow together along k for a part of it.
 */
export type PlainLists = 'by tiles' | 'together'

/** Walks that begin with plain lists, and whether they part groups by borders, and loads from products, too. */
export interface ListKind {
  readonly lists: PlainLists
  readonly borders: boolean
}

/** The kinds of lists that are walked through apart. */
export function listKinds(workload: Workload, hardware: Hardware): readonly ListKind[] {
  return holdsAll(workload, hardware)
    ? [
        { lists: 'by tiles', borders: false },
        { lists: 'together', borders: true },
      ]
    : [{ lists: 'by tiles', borders: true }]
}

/** Whether one product could be of all rows and columns. */
function holdsAll(workload: Workload, hardware: Hardware): boolean {
  const extents = extentsOf(workload, hardware)
  const { inp, wgt } = hardware.depth
  return holdC(extents, hardware, workload.epilogue.bias) && extents.m <= inp && extents.n <= wgt
}

const biasFirst = (schedule: Schedule): Schedule => ({ ...schedule, uop_at: 'after_bias' })

/**
 * Plain lists to begin walks with, in families of lists that are alike: none together where not all fits. A bias may come
 * ahead of all data there too.
 */
export function plainLists(
  of: PlainLists,
  workload: Workload,
  hardware: Hardware,
): readonly (readonly Schedule[])[] {
  if (of === 'by tiles') return [...inEqualTiles(workload, hardware), ...taperedLists(workload, hardware)]
  if (!holdsAll(workload, hardware)) return []
  const lists = together(workload, hardware)
  return (startsFromBias(workload.epilogue) ? [...lists, ...lists.map(biasFirst)] : lists).map((list) => [
    list,
  ])
}

function inEqualTiles(workload: Workload, hardware: Hardware): readonly (readonly Schedule[])[] {
  const extents = extentsOf(workload, hardware)
  return (['m', 'n'] as const)
    .flatMap((outer) => few(leastPlans(extents, hardware, workload.epilogue.bias, outer, mostByTiles)))
    .map((plan) => [byTiles(workload, hardware, plan)])
}

/** The first plans, as many as have few enough products together; one in any case. */
function few(plans: readonly Plan[]): readonly Plan[] {
  let products = 0
  return plans.filter((plan, place) => (products += productsOf(plan)) <= mostProducts || place === 0)
}

/** Where A stays, its loads can be planned too. */
function together(workload: Workload, hardware: Hardware): readonly Schedule[] {
  const extents = extentsOf(workload, hardware)
  const plain = [kOutside(extents, hardware), ...kOutsideAtFirst(extents, hardware)]
  const staysA = extents.m * extents.k <= hardware.depth.inp
  return staysA ? [...plain, ...plannedLists(workload, hardware)] : plain
}

function byTiles(workload: Workload, hardware: Hardware, plan: Plan): Schedule {
  const { extents, outer, inpAt, wgtAt, mostK } = plan
  const m = [...equalChunks(extents.m, plan.rows)]
  const n = withSmallEnd(equalChunks(extents.n, plan.blocks))
  const products: DraftProduct[] = []
  const outers = outer === 'm' ? m : n
  const inners = outer === 'm' ? n : m
  for (const i of outers.keys()) {
    for (const j of inners.keys()) {
      const isFirst = products.length === 0 && mostK === extents.k
      const cuts = isFirst ? growing(extents.k) : equalChunks(extents.k, mostK)
      for (const blocks of cuts)
        products.push(outer === 'm' ? plainProduct(i, j, 1, blocks) : plainProduct(j, i, 1, blocks))
    }
  }
  return scheduleOf({
    m,
    n,
    products,
    groups: eachAlone(m.length * n.length),
    firstFront: 0,
    knobs: {
      inp_at: inpAt,
      wgt_at: wgtAt,
      acc_at: begunAtOnce(workload, hardware, m.length) ? 'root' : 'k',
      inp_fill: inpAt === 'k' ? 'whole' : 'first_use',
      wgt_fill: wgtAt === 'k' ? 'whole' : 'first_use',
      uop_at: 'first',
    },
  })
}
