import { startsFromBias } from '../../compiler/epilogue.js'
import type { Schedule } from '../../compiler/schedule.js'
import { extentsOf } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'
import { equalChunks, growing, withSmallEnd } from './chunks.js'
import { eachAlone, plainProduct, scheduleOf, type DraftProduct } from './draft.js'
import { kOutside, kOutsideAtFirst } from './k-outside.js'
import { holdC, leastPlans, type Plan } from './plans.js'

/** Lists by tiles, for each of the loops that can be the outer one: which is fastest, sums alone do not tell. */
const mostByTiles = 16

/** Plain lists of a kind, and whether walks that begin with them part groups by borders too. */
export interface StartingLists {
  readonly lists: readonly Schedule[]
  readonly borders: boolean
}

const biasFirst = (schedule: Schedule): Schedule => ({ ...schedule, uop_at: 'after_bias' })

/**
 * Plain lists to begin with, by kind: tiles one behind the other, row by row and column by column, their operands as long
 * in the scratchpads as they can be; where C stays, k outside the tiles, to the end of it or for a part, and the same with
 * the bias ahead of all data.
 */
export function startingLists(workload: Workload, hardware: Hardware): readonly StartingLists[] {
  const extents = extentsOf(workload, hardware)
  const { inp, wgt } = hardware.depth
  const hasBias = workload.epilogue.bias
  const tiles = (['m', 'n'] as const)
    .flatMap((outer) => leastPlans(extents, hardware, hasBias, outer, mostByTiles))
    .map((plan) => byTiles(workload, hardware, plan))
  if (!holdC(extents, hardware, hasBias) || extents.m > inp || extents.n > wgt) {
    return [{ lists: tiles, borders: true }]
  }
  const outside = [kOutside(extents, hardware), ...kOutsideAtFirst(extents, hardware)]
  const lists = startsFromBias(workload.epilogue) ? [...outside, ...outside.map(biasFirst)] : outside
  return [
    { lists: tiles, borders: false },
    { lists, borders: true },
  ]
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
  const { epilogue } = workload
  const atOnce = holdC(extents, hardware, epilogue.bias) && !(startsFromBias(epilogue) && m.length > 1)
  return scheduleOf({
    m,
    n,
    products,
    groups: eachAlone(m.length * n.length),
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
