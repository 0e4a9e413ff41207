import { nothingAhead, type DraftProduct } from '../draft.js'
import { coin, sameTiles, type Move } from './move.js'

/** The next product of the same tiles; -1 without one. */
const nextOfTiles = (products: readonly DraftProduct[], at: number): number =>
  products.findIndex((product, i) => i > at && sameTiles(product, products[at]))

/** Cuts a product along k; its second part may come a little later. */
export const cutProduct: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const product = products[at]
  if (product.blocks < 2) return false
  const first = 1 + random.below(product.blocks - 1)
  const rest: DraftProduct = { ...product, blocks: product.blocks - first, loads: [], ahead: nothingAhead }
  products[at] = { ...product, blocks: first }
  products.splice(at + 1 + (random.below(3) === 0 ? random.below(4) : 0), 0, rest)
  return true
}

/** Makes a product and the next of the same tiles one. */
export const joinProducts: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const next = nextOfTiles(products, at)
  if (next < 0) return false
  products[at] = { ...products[at], blocks: products[at].blocks + products[next].blocks }
  products.splice(next, 1)
  return true
}

/** Moves blocks of k from a product to the next of the same tiles, or back. */
export const shiftBlocks: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const next = nextOfTiles(products, at)
  if (next < 0) return false
  const blocks = (1 + random.below(3)) * (coin(random) ? 1 : -1)
  if (products[at].blocks + blocks < 1 || products[next].blocks - blocks < 1) return false
  products[at] = { ...products[at], blocks: products[at].blocks + blocks }
  products[next] = { ...products[next], blocks: products[next].blocks - blocks }
  return true
}

export const swapNeighbours: Move = ({ products }, random) => {
  if (products.length < 2) return false
  const at = random.below(products.length - 1)
  if (sameTiles(products[at], products[at + 1])) return false
  products.splice(at, 2, products[at + 1], products[at])
  return true
}

export const moveProduct: Move = ({ products }, random) => {
  const from = random.below(products.length)
  const to = random.below(products.length)
  if (from === to) return false
  const [product] = products.splice(from, 1)
  products.splice(to, 0, product)
  return true
}

/**
 * Parts a product of several tiles in two, or makes one of two neighbours that are as far in k; B is brought for each
 * product then.
 */
export const changeWidth: Move = (draft, random) => {
  const { products } = draft
  const at = random.below(products.length)
  const product = products[at]
  if (product.chunks > 1 && coin(random)) {
    const first = 1 + random.below(product.chunks - 1)
    const second = { ...product, n: product.n + first, chunks: product.chunks - first, loads: [] }
    products.splice(at, 1, { ...product, chunks: first }, second)
    return true
  }
  const next = products.at(at + 1)
  if (!next || next.m !== product.m || next.n !== product.n + product.chunks) return false
  if (next.blocks !== product.blocks) return false
  products.splice(at, 2, { ...product, chunks: product.chunks + next.chunks })
  draft.knobs = { ...draft.knobs, wgt_at: 'k' }
  return true
}
