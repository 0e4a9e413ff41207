import type { Random } from '../../workload/random.js'
import type { Draft } from './draft.js'
import { changeAhead, cutBehindLoads, dropAhead } from './moves/ahead.js'
import { cutChunk, joinChunks, shiftSizes } from './moves/chunks.js'
import { addCut, changeCut, changeGroups } from './moves/groups.js'
import { addLoad, changeFirstLoad, changeLoad } from './moves/loads.js'
import type { Move } from './moves/move.js'
import {
  changeWidth,
  cutProduct,
  joinProducts,
  moveProduct,
  shiftBlocks,
  swapNeighbours,
} from './moves/products.js'

const changeKnob: Move = (draft, random) => {
  const { knobs, uopPlaces } = draft
  const changes: readonly Partial<Draft['knobs']>[] = [
    { inp_fill: knobs.inp_fill === 'whole' ? 'first_use' : 'whole' },
    { uop_at: uopPlaces[(uopPlaces.indexOf(knobs.uop_at) + 1) % uopPlaces.length] },
    { acc_at: knobs.acc_at === 'root' ? 'k' : 'root' },
    { wgt_at: knobs.wgt_at === 'root' ? 'k' : 'root' },
    { inp_at: knobs.inp_at === 'root' ? 'k' : 'root' },
    { wgt_fill: knobs.wgt_fill === 'whole' ? 'first_use' : 'whole' },
  ]
  draft.knobs = { ...knobs, ...changes[random.below(changes.length)] }
  return true
}

/** Moves by how often they are tried. */
const plainMoves: readonly Move[] = [
  cutProduct,
  joinProducts,
  shiftBlocks,
  shiftBlocks,
  shiftSizes,
  shiftSizes,
  cutChunk,
  joinChunks,
  swapNeighbours,
  moveProduct,
  changeGroups,
  addLoad,
  changeLoad,
  changeFirstLoad,
  changeWidth,
  changeKnob,
]

const movesWithBorders = [...plainMoves, addCut, changeCut, cutBehindLoads, changeAhead, dropAhead]

/** Changes a draft by one move, sometimes by several. @param borders whether groups are parted by borders too. */
export function change(draft: Draft, borders: boolean, random: Random): void {
  const moves = borders ? movesWithBorders : plainMoves
  for (;;) {
    const changed = moves[random.below(moves.length)](draft, random)
    if (changed && random.below(3) > 0) break
  }
  orderChunks(draft)
  fitGroups(draft)
  dropCuts(draft)
}

/**
 * Numbers the chunks of n, where they alone are cut, in the order in which their tiles are finished: tiles that share
 * passes must lie in a row.
 */
function orderChunks({ m, n, products }: Draft): void {
  if (m.length > 1 || products.some(({ chunks }) => chunks > 1)) return
  const ranks = n.map(() => -1)
  let rank = n.length
  for (let i = products.length - 1; i >= 0 && rank > 0; i--) {
    if (ranks[products[i].n] < 0) ranks[products[i].n] = --rank
  }
  if (ranks.every((to, chunk) => to === chunk)) return
  const sizes = [...n]
  for (const [chunk, to] of ranks.entries()) n[to] = sizes[chunk]
  for (const [i, product] of products.entries()) products[i] = { ...product, n: ranks[product.n] }
}

/** Drops borders that lie outside their group. */
function dropCuts(draft: Draft): void {
  if (draft.groups.every(({ cuts }) => cuts.length === 0)) return
  const sizes = finishedSizes(draft)
  let tile = 0
  for (const [at, { tiles, cuts }] of draft.groups.entries()) {
    let outputs = 0
    for (const end = tile + tiles; tile < end; tile++) outputs += sizes[tile]
    if (cuts.some(({ behind }) => behind >= outputs)) {
      draft.groups[at] = { tiles, cuts: cuts.filter(({ behind }) => behind < outputs) }
    }
  }
}

/** Outputs of each tile, in the order in which tiles are finished. */
function finishedSizes({ m, n, products }: Draft): readonly number[] {
  const sizes: number[] = []
  const finished = new Set<number>()
  for (let i = products.length - 1; i >= 0; i--) {
    const { m: row, n: first, chunks } = products[i]
    for (let column = first + chunks - 1; column >= first; column--) {
      const tile = row * n.length + column
      if (finished.has(tile)) continue
      finished.add(tile)
      sizes.push(m[row] * n[column])
    }
  }
  return sizes.toReversed()
}

/** Makes the groups sum to the tiles. */
function fitGroups({ m, n, groups }: Draft): void {
  let left = m.length * n.length
  let count = 0
  for (; count < groups.length && left > 0; count++) {
    const { tiles, cuts } = groups[count]
    if (tiles > left) groups[count] = { tiles: left, cuts }
    left -= groups[count].tiles
  }
  groups.length = count
  while (left-- > 0) groups.push({ tiles: 1, cuts: [] })
}
