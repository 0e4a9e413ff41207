import type { ListedProduct, Schedule } from '../../compiler/schedule.js'
import { cut, cutAxes, extentsOf, sizesOf, type Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'

/** A product of a draft: chunk of m, first chunk of n, how many chunks of n, blocks of k. */
export type DraftProduct = [m: number, n: number, chunks: number, blocks: number]

/** A schedule that lists its products, in a form that moves can change. */
export interface Draft {
  /** Sizes of the chunks of m, in rows, and of n, in blocks. */
  m: number[]
  n: number[]
  products: DraftProduct[]
  /** Tiles of each group that shares its ALU passes, in order. */
  groups: number[]
  /** Loads of micro-ops: before which product, after how many idle iterations, how many in a burst ahead. */
  uopLoads: [product: number, wait: number, front: number][]
  /** Knobs that stand for themselves. */
  readonly knobs: Pick<
    Schedule,
    'order' | 'inp_at' | 'wgt_at' | 'acc_at' | 'inp_fill' | 'wgt_fill' | 'uop_at'
  >
}

export const copyOf = ({ m, n, products, groups, uopLoads, knobs }: Draft): Draft => ({
  m: [...m],
  n: [...n],
  products: products.map((product) => [...product]),
  groups: [...groups],
  uopLoads: uopLoads.map((load) => [...load]),
  knobs,
})

/** The schedule that a draft stands for; it shares the draft's lists. */
export const scheduleOf = ({ m, n, products, groups, uopLoads, knobs }: Draft): Schedule => ({
  tile_m: m,
  tile_n: n,
  tile_k: 1,
  first_k: null,
  last_k: null,
  order: knobs.order,
  inp_at: knobs.inp_at,
  wgt_at: knobs.wgt_at,
  acc_at: knobs.acc_at,
  inp_fill: knobs.inp_fill,
  wgt_fill: knobs.wgt_fill,
  inp_buffers: 0,
  wgt_buffers: 0,
  acc_buffers: 0,
  alu_tiles: groups,
  threads: 1,
  thread_axis: 'm',
  uop_axis: 'least',
  uop_at: knobs.uop_at,
  products,
  uop_loads: uopLoads,
})

/** A schedule of loops with k innermost as a list of the same products; one that lists its products as it is. */
export function draftOf(schedule: Schedule, workload: Workload, hardware: Hardware): Draft {
  const extents = extentsOf(workload, hardware)
  const { m, n } = cutAxes(schedule, extents)
  const products = schedule.products ?? productsOfLoops(schedule, extents)
  return {
    m: [...sizesOf(m)],
    n: [...sizesOf(n)],
    products: products.map(([row, column, chunks, blocks]) => [row, column, chunks, blocks]),
    groups: [...sizesOf(cut(schedule.alu_tiles, m.count * n.count))],
    uopLoads: schedule.uop_loads.map(([product, wait, front]) => [product, wait, front]),
    knobs: schedule,
  }
}

function productsOfLoops(schedule: Schedule, extents: Extents): readonly ListedProduct[] {
  const { m, n, k, firstK, lastK } = cutAxes(schedule, extents)
  const outerIsM = schedule.order.indexOf('m') < schedule.order.indexOf('n')
  const outers = (outerIsM ? m : n).count
  const inners = (outerIsM ? n : m).count
  const products: ListedProduct[] = []
  for (let tile = 0; tile < outers * inners; tile++) {
    const outer = Math.floor(tile / inners)
    const inner = tile % inners
    const cutting = tile === 0 ? firstK : tile === outers * inners - 1 ? lastK : k
    for (const blocks of sizesOf(cutting)) {
      products.push(outerIsM ? [outer, inner, 1, blocks] : [inner, outer, 1, blocks])
    }
  }
  return products
}
