import { IllegalSchedule, type ListedProduct, type UopLoad } from './schedule.js'
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

  /**
   * Takes a list that is the whole product, each tile of C's blocks of k once and in order.
   * @param loads of micro-ops, in their normal form. @throws IllegalSchedule saying which product is at fault.
   */
  constructor(
    readonly products: readonly ListedProduct[],
    loads: readonly UopLoad[],
    { m, n }: Cutting,
    extents: Extents,
  ) {
    this.mStarts = startsOf(m)
    this.nStarts = startsOf(n)
    this.uopLoads = splitLoads(loads)
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

  /** Elements of A or B that a product asks for at most. */
  largestPiece(name: 'a' | 'b'): number {
    const { mStarts, nStarts } = this
    let most = 0
    for (const product of this.products) {
      const m = product[0]
      const n = product[1]
      const size = name === 'a' ? mStarts[m + 1] - mStarts[m] : nStarts[n + product[2]] - nStarts[n]
      most = Math.max(most, product[3] * size)
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

const refuse = (limit: string, value: string): never => {
  throw new IllegalSchedule('products', limit, value)
}

const text = (product: ListedProduct): string => `[${product.join(', ')}]`
