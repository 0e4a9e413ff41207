import type { Random } from '../../../workload/random.js'
import { nothingAhead, type DraftAhead } from '../draft.js'
import { anyIndex, coin, type Move } from './move.js'

/** Cuts a product along k, but for what it brings of A, of B or of both. */
export const cutBehindLoads: Move = ({ products }, random) => {
  const at = random.below(products.length)
  const product = products[at]
  if (product.blocks < 2) return false
  const first = 1 + random.below(product.blocks - 1)
  const left = product.blocks - first
  const { a, b, chunks } = product.ahead
  const but = random.below(3)
  const ahead = { a: but === 0 ? a : a + left, b: but === 1 ? b : b + left, chunks }
  const rest = { ...product, blocks: left, loads: [], ahead: nothingAhead }
  products.splice(at, 1, { ...product, blocks: first, ahead }, rest)
  return true
}

/** Changes how much the loads of a product bring ahead. */
export const changeAhead: Move = ({ products }, random) => {
  const at = random.below(products.length)
  products[at] = { ...products[at], ahead: otherAhead(products[at].ahead, random) }
  return true
}

function otherAhead({ a, b, chunks }: DraftAhead, random: Random): DraftAhead {
  const step = (1 + random.below(coin(random) ? 2 : 8)) * (random.below(3) > 0 ? 1 : -1)
  const kind = random.below(5)
  if (kind < 2) return { a: Math.max(0, a + step), b, chunks }
  if (kind < 4) return { a, b: Math.max(0, b + step), chunks }
  return { a, b, chunks: Math.max(0, chunks + step) }
}

/** A product brings nothing ahead any more. */
export const dropAhead: Move = ({ products }, random) => {
  const at = anyIndex(products, (product) => product.ahead !== nothingAhead, random)
  if (at === null) return false
  products[at] = { ...products[at], ahead: nothingAhead }
  return true
}
