import { startsFromBias } from '../../compiler/epilogue.js'
import {
  uopPlaces,
  type ListedProduct,
  type LoadAhead,
  type Schedule,
  type StoreCut,
  type UopLoad,
  type UopPlace,
} from '../../compiler/schedule.js'
import type { ListKnobs, ListRest } from '../../compiler/flat-list.js'
import { joinLoads, normalLoads, splitLoads } from '../../compiler/uop-loads.js'
import { cut, cutAxes, extentsOf, sizesOf, type Extents } from '../../compiler/tiles.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Workload } from '../../workload/workload.js'

const placesWithoutBias = uopPlaces.filter((place) => place !== 'after_bias')

/** A load of micro-ops: after how many idle iterations, and how many come in a burst ahead. */
export interface DraftLoad {
  readonly wait: number
  readonly front: number
}

/** More that a product's loads bring: blocks of k of A, blocks of k of B, chunks of n of B. */
export interface DraftAhead {
  readonly a: number
  readonly b: number
  readonly chunks: number
}

export const nothingAhead: DraftAhead = { a: 0, b: 0, chunks: 0 }

/** A product of a draft: chunk of m, first chunk of n, how many chunks of n, blocks of k; and what is loaded before it. */
export interface DraftProduct {
  readonly m: number
  readonly n: number
  readonly chunks: number
  readonly blocks: number
  readonly loads: readonly DraftLoad[]
  readonly ahead: DraftAhead
}

/** A border that parts a group: outputs behind it, and last passes parted there. */
export interface DraftCut {
  readonly behind: number
  readonly passes: number
}

/** Tiles that share their ALU passes. */
export interface DraftGroup {
  readonly tiles: number
  readonly cuts: readonly DraftCut[]
}

/** A schedule that lists its products, in a form that moves can change: drafts share the records, each has lists of its own. */
export interface Draft {
  /** Sizes of the chunks of m, in rows, and of n, in blocks. */
  m: number[]
  n: number[]
  products: DraftProduct[]
  /** In the order in which their tiles are finished. */
  groups: DraftGroup[]
  /** Micro-ops that the program's first load brings in a burst ahead. */
  firstFront: number
  /** Knobs that stand for themselves. */
  knobs: ListKnobs
  /** Where micro-ops can be loaded: behind the bias only if tiles start from one. */
  readonly uopPlaces: readonly UopPlace[]
}

/** A product without loads of micro-ops before it. */
export const plainProduct = (m: number, n: number, chunks: number, blocks: number): DraftProduct => ({
  m,
  n,
  chunks,
  blocks,
  loads: [],
  ahead: nothingAhead,
})

/** Groups of one tile. */
export const eachAlone = (tiles: number): DraftGroup[] =>
  Array.from({ length: tiles }, () => ({ tiles: 1, cuts: [] }))

/** A draft whose lists are its own. */
export const copyOf = ({ m, n, products, groups, firstFront, knobs, uopPlaces: places }: Draft): Draft => ({
  m: m.slice(),
  n: n.slice(),
  products: products.slice(),
  groups: groups.slice(),
  firstFront,
  knobs,
  uopPlaces: places,
})

/** What all drafts leave to the compiler: the shortest micro-ops, and as many regions as there is room for. */
export const ofAllDrafts = {
  uop_axis: 'least',
  inp_buffers: 0,
  wgt_buffers: 0,
  acc_buffers: 0,
} as const satisfies ListRest

/** The schedule that a draft stands for; it shares the draft's sizes. */
export const scheduleOf = (draft: Omit<Draft, 'uopPlaces'>): Schedule => ({
  tile_m: draft.m,
  tile_n: draft.n,
  tile_k: 1,
  first_k: null,
  last_k: null,
  order: 'mnk',
  ...draft.knobs,
  ...ofAllDrafts,
  alu_tiles: draft.groups.map(({ tiles }) => tiles),
  threads: 1,
  thread_axis: 'm',
  products: draft.products.map(({ m, n, chunks, blocks }) => [m, n, chunks, blocks]),
  uop_loads: uopLoadsOf(draft),
  loads_ahead: loadsAheadOf(draft),
  store_cuts: storeCutsOf(draft),
})

function storeCutsOf({ groups }: Pick<Draft, 'groups'>): readonly StoreCut[] {
  const all: StoreCut[] = []
  for (const [at, { cuts }] of groups.entries()) {
    for (const { behind, passes } of cuts) all.push([at, behind, passes])
  }
  return all
}

function loadsAheadOf({ products }: Pick<Draft, 'products'>): readonly LoadAhead[] {
  const all: LoadAhead[] = []
  for (const [at, { ahead }] of products.entries()) {
    if (ahead.a + ahead.b + ahead.chunks > 0) all.push([at, ahead.a, ahead.b, ahead.chunks])
  }
  return all
}

function uopLoadsOf({ products, firstFront }: Pick<Draft, 'products' | 'firstFront'>): readonly UopLoad[] {
  const later: UopLoad[] = []
  for (const [at, { loads }] of products.entries()) {
    for (const { wait, front } of loads) later.push([at, wait, front])
  }
  return joinLoads({ firstFront, later })
}

/** A schedule of loops with k innermost as a list of the same products; one that lists its products as it is. */
export function draftOf(schedule: Schedule, workload: Workload, hardware: Hardware): Draft {
  const extents = extentsOf(workload, hardware)
  const { m, n } = cutAxes(schedule, extents)
  const listed = schedule.products ?? productsOfLoops(schedule, extents)
  const { firstFront, later } = splitLoads(normalLoads(schedule.uop_loads, listed.length))
  const aheadAt = new Map(schedule.loads_ahead.map(([at, a, b, more]) => [at, { a, b, chunks: more }]))
  return {
    m: [...sizesOf(m)],
    n: [...sizesOf(n)],
    products: listed.map(([row, column, chunks, blocks], i) => ({
      m: row,
      n: column,
      chunks,
      blocks,
      loads: later.filter(([at]) => at === i).map(([, wait, front]) => ({ wait, front })),
      ahead: aheadAt.get(i) ?? nothingAhead,
    })),
    groups: sizesOf(cut(schedule.alu_tiles, m.count * n.count)).map((tiles, i) => ({
      tiles,
      cuts: schedule.store_cuts
        .filter(([group]) => group === i)
        .map(([, behind, passes]) => ({ behind, passes })),
    })),
    firstFront,
    knobs: knobsOf(schedule),
    uopPlaces: startsFromBias(workload.epilogue) ? uopPlaces : placesWithoutBias,
  }
}

const knobsOf = ({ inp_at, wgt_at, acc_at, inp_fill, wgt_fill, uop_at }: Schedule): ListKnobs => ({
  inp_at,
  wgt_at,
  acc_at,
  inp_fill,
  wgt_fill,
  uop_at,
})

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
