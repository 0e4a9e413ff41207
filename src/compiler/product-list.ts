import type { ProductList } from './nest.js'
import { IllegalSchedule, type ListedProduct } from './schedule.js'
import type { Cutting, Extents } from './tiles.js'

const refuse = (limit: string, value: string): never => {
  throw new IllegalSchedule('products', limit, value)
}

const text = (product: ListedProduct): string => `[${product.join(', ')}]`

/**
 * A list of products that is the whole product, each tile of C's blocks of k once and in order.
 * @throws IllegalSchedule saying which product is at fault.
 */
export function checkedList(list: ProductList, { m, n }: Cutting, extents: Extents): ProductList {
  const chunks = n.size.length
  const done = new Int32Array(m.size.length * chunks)
  for (const product of list.products) {
    const [row, column, count, blocks] = product
    if (row >= m.size.length) refuse(`tile_m makes ${m.size.length} chunks`, text(product))
    if (column + count > chunks) refuse(`tile_n makes ${chunks} chunks`, text(product))
    const first = row * chunks + column
    for (let tile = first + 1; tile < first + count; tile++) {
      if (done[tile] !== done[first]) refuse('the tiles of a product are as far in k', text(product))
    }
    if (done[first] + blocks > extents.k) refuse(`k has ${extents.k} blocks`, text(product))
    for (let tile = first; tile < first + count; tile++) done[tile] += blocks
  }
  for (let tile = 0; tile < done.length; tile++) {
    if (done[tile] === extents.k) continue
    const which = `chunk ${Math.floor(tile / chunks)} of m and ${tile % chunks} of n get ${done[tile]}`
    refuse(`each tile of C takes all ${extents.k} blocks of k`, which)
  }
  return list
}
