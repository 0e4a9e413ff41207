import type { Random } from '../../workload/random.js'
import type { Draft } from './draft.js'
import { cutChunk, joinChunks, shiftSizes } from './moves/chunks.js'
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

const changeGroups: Move = ({ groups }, random) => {
  const at = random.below(groups.length)
  const kind = random.below(3)
  if (kind === 0 && groups[at] > 1) {
    const first = 1 + random.below(groups[at] - 1)
    groups.splice(at, 1, first, groups[at] - first)
    return true
  }
  if (at + 1 >= groups.length) return false
  if (kind === 1) groups.splice(at, 2, groups[at] + groups[at + 1])
  else if (groups[at] > 1) groups.splice(at, 2, groups[at] - 1, groups[at + 1] + 1)
  else return false
  return true
}

const changeKnob: Move = (draft, random) => {
  const { knobs } = draft
  const changes: readonly Partial<Draft['knobs']>[] = [
    { inp_fill: knobs.inp_fill === 'whole' ? 'first_use' : 'whole' },
    { uop_at: knobs.uop_at === 'first' ? 'after_copy' : 'first' },
    { acc_at: knobs.acc_at === 'root' ? 'k' : 'root' },
    { wgt_at: knobs.wgt_at === 'root' ? 'k' : 'root' },
  ]
  draft.knobs = { ...knobs, ...changes[random.below(changes.length)] }
  return true
}

/** Moves by how often they are tried. */
const moves: readonly Move[] = [
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

/** Changes a draft by one move, sometimes by several. */
export function change(draft: Draft, random: Random): void {
  for (;;) {
    const changed = moves[random.below(moves.length)](draft, random)
    if (changed && random.below(3) > 0) break
  }
  orderChunks(draft)
  fitGroups(draft)
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
  for (const product of products) product.n = ranks[product.n]
}

/** Makes the groups sum to the tiles. */
function fitGroups(draft: Draft): void {
  let left = draft.m.length * draft.n.length
  const groups: number[] = []
  for (const size of draft.groups) {
    if (left === 0) break
    groups.push(Math.min(size, left))
    left -= groups[groups.length - 1]
  }
  while (left-- > 0) groups.push(1)
  draft.groups = groups
}
