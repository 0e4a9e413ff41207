import type { Random } from '../../../workload/random.js'
import type { DraftProduct } from '../draft.js'
import { coin, sameTiles, type Move } from './move.js'

type Axis = 'm' | 'n'

const anyAxis = (random: Random): Axis => (random.below(10) < 7 ? 'n' : 'm')

/** Moves rows or blocks of n from one chunk to another. */
export const shiftSizes: Move = ({ m, n }, random) => {
  const sizes = random.below(5) < 3 ? n : m
  if (sizes.length < 2) return false
  const from = random.below(sizes.length)
  const to = random.below(sizes.length)
  if (from === to || sizes[from] < 2) return false
  // By little, to tune; or by much, where rows are many.
  const most = sizes[from] - 1
  const size = 1 + random.below(coin(random) ? Math.min(3, most) : most)
  sizes[from] -= size
  sizes[to] += size
  return true
}

/** Cuts a chunk of m or n in two; the products of the second come behind those of the first, or in turns with them. */
export const cutChunk: Move = (draft, random) => {
  const axis = anyAxis(random)
  const sizes = draft[axis]
  const at = random.below(sizes.length)
  if (sizes[at] < 2) return false
  const second = 1 + random.below(sizes[at] - 1)
  sizes.splice(at, 1, sizes[at] - second, second)
  const inTurns = random.below(10) < 3
  const whole = coin(random)
  draft.products = withChunk(draft.products, axis, at, inTurns, whole)
  const { groups } = draft
  if (coin(random)) groups.splice(random.below(groups.length + 1), 0, { tiles: 1, cuts: [] })
  else {
    const group = random.below(groups.length)
    groups[group] = { ...groups[group], tiles: groups[group].tiles + 1 }
  }
  return true
}

const covers = ({ n, chunks }: DraftProduct, axis: Axis, chunk: number): boolean =>
  axis === 'n' && n <= chunk && chunk < n + chunks && chunks > 1

const shifted = (product: DraftProduct, axis: Axis, by: number): DraftProduct =>
  axis === 'm' ? { ...product, m: product.m + by } : { ...product, n: product.n + by }

/** @param whole the new chunk's products are not cut along k. */
function withChunk(
  products: readonly DraftProduct[],
  axis: Axis,
  at: number,
  inTurns: boolean,
  whole: boolean,
): DraftProduct[] {
  const found: DraftProduct[] = []
  const added: DraftProduct[] = []
  let last = 0
  for (const product of products) {
    if (covers(product, axis, at)) found.push({ ...product, chunks: product.chunks + 1 })
    else if (product[axis] > at) found.push(shifted(product, axis, 1))
    else found.push(product)
    if (product[axis] !== at || covers(product, axis, at)) continue
    const copy = { ...shifted(product, axis, 1), loads: [] }
    last = found.length
    if (inTurns) found.push(copy)
    else addProduct(added, copy, whole)
  }
  found.splice(last, 0, ...added)
  return found
}

function addProduct(added: DraftProduct[], product: DraftProduct, whole: boolean): void {
  const same = whole ? added.findIndex((one) => sameTiles(one, product)) : -1
  if (same < 0) added.push(product)
  else added[same] = { ...added[same], blocks: added[same].blocks + product.blocks }
}

/** Makes two neighbouring chunks of m or n one: the second's products go. */
export const joinChunks: Move = (draft, random) => {
  const axis = anyAxis(random)
  const sizes = draft[axis]
  if (sizes.length < 2) return false
  const at = random.below(sizes.length - 1)
  sizes.splice(at, 2, sizes[at] + sizes[at + 1])
  draft.products = draft.products
    .filter((product) => product[axis] !== at + 1 || (axis === 'n' && product.chunks > 1))
    .map((product) => joined(product, axis, at))
  return true
}

/** A product where chunk `at` is one with the next. */
function joined(product: DraftProduct, axis: Axis, at: number): DraftProduct {
  if (covers(product, axis, at) && covers(product, axis, at + 1)) {
    return { ...product, chunks: product.chunks - 1 }
  }
  return product[axis] > at ? shifted(product, axis, -1) : product
}
