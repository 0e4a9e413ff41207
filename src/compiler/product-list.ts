import { IllegalSchedule, type ListedProduct, type LoadAhead, type UopLoad } from './schedule.js'
import { normalAhead } from './loads-ahead.js'
import { splitLoads, type UopLoads } from './uop-loads.js'
import { startsOf, type Cutting, type Extents } from './tiles.js'

/** The products of a schedule that lists them, checked, and where the tiles of C that they name begin. */
export class ProductList {
  /** By chunk, and the extent behind the last one. */
  readonly mStarts: readonly number[]
  readonly nStarts: readonly number[]
  /** By tile of C, row by row: the how manieth it is to be finished. */
  readonly ranks: Int32Array
  readonly uopLoads: UopLoads
  /** Three numbers a product: more blocks of k of A, more of B, and more chunks of n that its loads bring. */
  readonly ahead: Int32Array

  /**
   * Takes a list that is the whole product, each tile of C's blocks of k once and in order.
   * @param loads of micro-ops, in their normal form. @param ahead in any order; the first of a product counts. @throws IllegalSchedule saying which product is at fault.
   */
  constructor(
    readonly products: readonly ListedProduct[],
    loads: readonly UopLoad[],
    ahead: readonly LoadAhead[],
    { m, n }: Cutting,
    private readonly extents: Extents,
  ) {
    this.mStarts = startsOf(m)
    this.nStarts = startsOf(n)
    this.uopLoads = splitLoads(loads)
    this.ahead = aheadByProduct(ahead, products.length)
    this.ranks = this.checkedRanks(m.count, n.count, extents.k)
  }

  get rows(): number {
    return this.mStarts.length - 1
  }

  get columns(): number {
    return this.nStarts.length - 1
  }

  /** Whether compute idles before a load of micro-ops. */
  get waits(): boolean {
    return this.uopLoads.later.some(([, wait]) => wait > 0)
  }

  /** Elements of A or B that a product's load brings at most. */
  largestPiece(name: 'a' | 'b'): number {
    const { mStarts, nStarts, ahead, columns, extents } = this
    let most = 0
    for (const [i, product] of this.products.entries()) {
      const m = product[0]
      const n = product[1]
      const end = Math.min(columns, n + product[2] + ahead[3 * i + 2])
      const size = name === 'a' ? mStarts[m + 1] - mStarts[m] : nStarts[end] - nStarts[n]
      const blocks = Math.min(extents.k, product[3] + ahead[3 * i + (name === 'a' ? 0 : 1)])
      most = Math.max(most, blocks * size)
    }
    return most
  }

  private checkedRanks(rows: number, columns: number, k: number): Int32Array {
    const done = new Int32Array(rows * columns)
    const ranks = new Int32Array(rows * columns)
    let finished = 0
    for (const product of this.products) {
      const row = product[0]
      const column = product[1]
      const count = product[2]
      const blocks = product[3]
      if (row >= rows) refuse(`tile_m makes ${rows} chunks`, text(product))
      if (column + count > columns) refuse(`tile_n makes ${columns} chunks`, text(product))
      const first = row * columns + column
      for (let tile = first + 1; tile < first + count; tile++) {
        if (done[tile] !== done[first]) refuse('the tiles of a product are as far in k', text(product))
      }
      if (done[first] + blocks > k) refuse(`k has ${k} blocks`, text(product))
      for (let tile = first; tile < first + count; tile++) {
        done[tile] += blocks
        if (done[tile] === k) ranks[tile] = finished++
      }
    }
    const short = done.findIndex((blocks) => blocks !== k)
    if (short < 0) return ranks
    const which = `chunk ${Math.floor(short / columns)} of m and ${short % columns} of n get ${done[short]}`
    return refuse(`each tile of C takes all ${k} blocks of k`, which)
  }
}

function aheadByProduct(ahead: readonly LoadAhead[], products: number): Int32Array {
  const found = new Int32Array(3 * products)
  for (const [at, a, b, chunks] of normalAhead(ahead, products)) {
    found[3 * at] = a
    found[3 * at + 1] = b
    found[3 * at + 2] = chunks
  }
  return found
}

const refuse = (limit: string, value: string): never => {
  throw new IllegalSchedule('products', limit, value)
}

const text = (product: ListedProduct): string => `[${product.join(', ')}]`
