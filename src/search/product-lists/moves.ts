import type { Random } from '../../workload/random.js'
import { bridgeFront } from './bridge.js'
import type { Draft, DraftProduct } from './draft.js'

/*
 * Small changes of a draft. Each returns false where there is nothing for it to change; what it makes need not be
 * legal, the compiler says that. Sizes stay whole: the chunks of an axis sum to its extent, and so do the blocks of k
 * of each tile, unless several tiles are one product.
 */

type Move = (draft: Draft, random: Random) => boolean

const sameTiles = (a: DraftProduct, b: DraftProduct): boolean =>
  a[0] === b[0] && a[1] === b[1] && a[2] === b[2]

/** The next product of the same tiles; -1 without one. */
const nextOfTiles = (products: readonly DraftProduct[], at: number): number =>
  products.findIndex((product, i) => i > at && sameTiles(product, products[at]))

const coin = (random: Random): boolean => random.below(2) === 0

/** Cuts a product along k; its second part may come a little later. */
const cutProduct: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const product = products[at]
  if (product[3] < 2) return false
  const first = 1 + random.below(product[3] - 1)
  const rest: DraftProduct = [product[0], product[1], product[2], product[3] - first]
  product[3] = first
  products.splice(at + 1 + (random.below(3) === 0 ? random.below(4) : 0), 0, rest)
  return true
}

/** Makes a product and the next of the same tiles one. */
const joinProducts: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const next = nextOfTiles(products, at)
  if (next < 0) return false
  products[at][3] += products[next][3]
  products.splice(next, 1)
  return true
}

/** Moves blocks of k from a product to the next of the same tiles, or back. */
const shiftBlocks: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const next = nextOfTiles(products, at)
  if (next < 0) return false
  const blocks = (1 + random.below(3)) * (coin(random) ? 1 : -1)
  if (products[at][3] + blocks < 1 || products[next][3] - blocks < 1) return false
  products[at][3] += blocks
  products[next][3] -= blocks
  return true
}

const swapNeighbours: Move = ({ products }, random) => {
  if (products.length < 2) return false
  const at = random.below(products.length - 1)
  if (sameTiles(products[at], products[at + 1])) return false
  products.splice(at, 2, products[at + 1], products[at])
  return true
}

const moveProduct: Move = ({ products }, random) => {
  const [product] = products.splice(random.below(products.length), 1)
  products.splice(random.below(products.length + 1), 0, product)
  return true
}

/** Moves rows or blocks of n from one chunk to another. */
const shiftSizes: Move = ({ m, n }, random) => {
  const sizes = random.below(5) < 3 ? n : m
  if (sizes.length < 2) return false
  const from = random.below(sizes.length)
  const to = random.below(sizes.length)
  const size = 1 + random.below(3)
  if (from === to || sizes[from] <= size) return false
  sizes[from] -= size
  sizes[to] += size
  return true
}

const axisOf = (random: Random): 0 | 1 => (random.below(10) < 7 ? 1 : 0)

/** Cuts a chunk of m or n in two; the products of the second come behind those of the first, or in turns with them. */
const cutChunk: Move = (draft, random) => {
  const axis = axisOf(random)
  const sizes = axis === 1 ? draft.n : draft.m
  const at = random.below(sizes.length)
  if (sizes[at] < 2) return false
  const second = 1 + random.below(sizes[at] - 1)
  sizes.splice(at, 1, sizes[at] - second, second)
  const inTurns = random.below(10) < 3
  const whole = coin(random)
  draft.products = withChunk(draft.products, axis, at, inTurns, whole)
  if (coin(random)) draft.groups.splice(random.below(draft.groups.length + 1), 0, 1)
  else draft.groups[random.below(draft.groups.length)]++
  return true
}

/** @param whole the new chunk's products are not cut along k. */
function withChunk(
  products: readonly DraftProduct[],
  axis: 0 | 1,
  at: number,
  inTurns: boolean,
  whole: boolean,
): DraftProduct[] {
  const found: DraftProduct[] = []
  const added: DraftProduct[] = []
  let last = 0
  for (const product of products) {
    if (axis === 1 && product[1] <= at && at < product[1] + product[2] && product[2] > 1) product[2]++
    else if (product[axis] > at) product[axis]++
    else if (product[axis] === at) {
      const copy: DraftProduct = [...product]
      copy[axis] = at + 1
      found.push(product)
      last = found.length
      if (inTurns) found.push(copy)
      else addProduct(added, copy, whole)
      continue
    }
    found.push(product)
  }
  found.splice(last, 0, ...added)
  return found
}

function addProduct(added: DraftProduct[], product: DraftProduct, whole: boolean): void {
  const same = whole ? added.find((one) => sameTiles(one, product)) : undefined
  if (same) same[3] += product[3]
  else added.push(product)
}

/** Makes two neighbouring chunks of m or n one: the second's products go. */
const joinChunks: Move = (draft, random) => {
  const axis = axisOf(random)
  const sizes = axis === 1 ? draft.n : draft.m
  if (sizes.length < 2) return false
  const at = random.below(sizes.length - 1)
  sizes.splice(at, 2, sizes[at] + sizes[at + 1])
  draft.products = draft.products.filter(
    (product) => product[axis] !== at + 1 || (axis === 1 && product[2] > 1),
  )
  for (const product of draft.products) {
    const covers = axis === 1 && product[1] <= at && at + 1 < product[1] + product[2]
    if (covers) product[2]--
    else if (product[axis] > at) product[axis]--
  }
  return true
}

/** Parts a product of several tiles in two, or makes one of two neighbours that are as far in k. */
const changeWidth: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const [m, n, chunks, blocks] = products[at]
  if (chunks > 1 && coin(random)) {
    const first = 1 + random.below(chunks - 1)
    products.splice(at, 1, [m, n, first, blocks], [m, n + first, chunks - first, blocks])
    return true
  }
  const next = products.at(at + 1)
  if (!next || next[0] !== m || next[1] !== n + chunks || next[3] !== blocks) return false
  products.splice(at, 2, [m, n, chunks + next[2], blocks])
  return true
}

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

const changeUopLoads: Move = (draft, random) => {
  const { uopLoads, products } = draft
  const which = random.below(uopLoads.length + 1)
  if (which === uopLoads.length) {
    uopLoads.push([1 + random.below(products.length), 0, coin(random) ? bridgeFront : 0])
    return true
  }
  const kind = random.below(5)
  const load = uopLoads[which]
  if (kind === 0) uopLoads.splice(which, 1)
  else if (kind === 4) load[2] = load[2] === 0 ? bridgeFront : Math.min(30, load[2] + (coin(random) ? 2 : -2))
  else if (kind === 1) load[0] = Math.max(1, load[0] + (coin(random) ? 1 : -1))
  else load[1] = Math.max(0, load[1] + (1 + random.below(kind === 2 ? 3 : 40)) * (coin(random) ? 1 : -1))
  return true
}

const changeKnob: Move = (draft, random) => {
  const { knobs } = draft
  const changes: readonly Partial<Draft['knobs']>[] = [
    { inp_fill: knobs.inp_fill === 'whole' ? 'first_use' : 'whole' },
    { uop_at: knobs.uop_at === 'first' ? 'after_copy' : 'first' },
    { acc_at: knobs.acc_at === 'root' ? 'k' : 'root' },
    { order: knobs.order === 'mnk' ? 'nmk' : 'mnk' },
  ]
  Object.assign(draft, { knobs: { ...knobs, ...changes[random.below(changes.length)] } })
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
  changeUopLoads,
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
  if (m.length > 1 || products.some(([, , chunks]) => chunks > 1)) return
  const rank = new Map<number, number>()
  for (const [, chunk] of products.toReversed())
    if (!rank.has(chunk)) rank.set(chunk, n.length - 1 - rank.size)
  const sizes = [...n]
  for (const [chunk, to] of rank) n[to] = sizes[chunk]
  for (const product of products) product[1] = rank.get(product[1]) ?? product[1]
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
