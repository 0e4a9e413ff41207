import type { FlatNest } from './flat-nest.js'
import type { LoopKnobs } from './normal.js'
import { Pieces } from './pieces.js'
import type { ProductList } from './product-list.js'
import { IllegalSchedule, type Axis, type ListedProduct, type Tile } from './schedule.js'
import type { Part, StatementWriter } from './statement-writer.js'
import { TileGroups } from './tile-groups.js'
import type { Extents } from './tiles.js'

/*
 * Walks a nest in the order of a list of products. What stands outside all loops runs first; the statements inside
 * them run when a product needs them: a copy or fill when its piece is not there, the start of a tile of C at its
 * first product, its epilogue and write-back behind its last. Tiles may take turns in k, and a product may take several
 * neighbouring tiles of n at once. All is in slot 0 of its buffer.
 */

/** What a list of products is walked with. */
export interface Listed {
  readonly nest: FlatNest
  readonly loops: LoopKnobs
  readonly list: ProductList
  readonly extents: Extents
  readonly aluTiles: Tile
  readonly hasBias: boolean
  readonly hasPasses: boolean
}

/** Writes the list's statements. @throws IllegalSchedule when a product cannot be one instruction where its operands lie. */
export function walkList(to: StatementWriter, listed: Listed): void {
  const { uopLoads, products } = listed.list
  const loads = new Set(uopLoads)
  const walk = new ListWalk(to, listed)
  for (const [i, product] of products.entries()) {
    if (loads.has(i)) to.write('microOps', walk.part)
    walk.product(product)
  }
}

class ListWalk {
  /** Where the walk stands. */
  readonly part: { -readonly [Name in keyof Part]: number }
  private readonly a: Pieces
  private readonly b: Pieces
  private readonly groups: TileGroups
  private readonly biasForEach: boolean
  private readonly startsEach: boolean
  private readonly outermost: Axis
  /** By tile of C, row by row: blocks of k that are done. */
  private readonly done: Int32Array
  /** The tile that was started and is not finished, where tiles start one by one. */
  private open = -1

  constructor(
    private readonly to: StatementWriter,
    private readonly on: Listed,
  ) {
    const { nest, list, extents, loops } = on
    const { taken } = nest
    this.part = { n: 0, nSize: extents.n, m: 0, mSize: extents.m, k: 0, kSize: extents.k }
    this.biasForEach = on.hasBias && taken.bias.around?.length !== 0
    this.startsEach = taken.c.around?.length !== 0
    this.outermost = nest.aroundTiles[0] ?? 'n'
    this.done = new Int32Array(list.rows * list.columns)
    this.a = new Pieces(to, this.part, 'A', taken.a, loops.inp_fill, list.rows)
    this.b = new Pieces(to, this.part, 'B', taken.b, loops.wgt_fill, list.columns)
    this.groups = new TileGroups(on.aluTiles, list.rows * list.columns, !this.startsEach)
    if (on.hasBias && !this.biasForEach) to.write('takeBias', this.part)
    if (!this.startsEach) to.write('start', this.part)
  }

  product(product: ListedProduct): void {
    const [m, n, count, blocks] = product
    const first = m * this.on.list.columns + n
    const from = this.done[first]
    this.check(product, first)
    this.stand(m, n, count)
    if (from === 0 && this.biasForEach) this.to.write('takeBias', this.part)
    this.a.bring(m, 1, from, blocks)
    this.b.bring(n, count, from, blocks)
    if (from === 0) this.begin(m, n, count)
    this.stand(m, n, count)
    this.part.k = from
    this.part.kSize = blocks
    this.to.write('update', this.part, this.numberOf(m, n))
    const isLast = from + blocks === this.on.extents.k
    for (let column = n; column < n + count; column++) {
      this.done[m * this.on.list.columns + column] += blocks
      if (isLast) this.finish(m, column)
    }
    this.open = isLast ? -1 : first
  }

  /** Where tiles share nothing but the accumulators of the one that is open, they cannot take turns. */
  private check(product: ListedProduct, first: number): void {
    const [, , count] = product
    const own = this.startsEach || this.biasForEach
    if (own && this.open >= 0 && this.open !== first) {
      refuse('tiles take turns only where all are started at once (acc_at root)', product)
    }
    if (count === 1) return
    if (own) refuse('several tiles are one product only where all are started at once (acc_at root)', product)
    if (this.b.comesInPieces)
      refuse('several tiles are one product only where B does not stay by pieces', product)
    if (this.on.list.rows > 1 && this.outermost !== 'm') {
      refuse('several tiles of n lie in a row only with m outside n (order)', product)
    }
  }

  /** Stands on a chunk of m and chunks of n. */
  private stand(m: number, n: number, count: number): void {
    const { mStarts, nStarts } = this.on.list
    this.part.m = mStarts[m]
    this.part.mSize = mStarts[m + 1] - mStarts[m]
    this.part.n = nStarts[n]
    this.part.nSize = nStarts[n + count] - nStarts[n]
  }

  /** Tiles are numbered as they lie in the accumulators: chunks of the outer loop one behind the other. */
  private numberOf(m: number, n: number): number {
    const { rows, columns } = this.on.list
    return this.outermost === 'm' ? m * columns + n : n * rows + m
  }

  /** Starts the tiles of a first product, unless they are started, and says where they lie. */
  private begin(m: number, n: number, count: number): void {
    if (this.startsEach) this.to.write('start', this.part)
    for (let column = n; column < n + count; column++) {
      this.stand(m, column, 1)
      this.to.write('tile', this.part, this.numberOf(m, column), 0, this.startsEach ? 0 : this.offset())
    }
  }

  private offset(): number {
    const { extents } = this.on
    const { n, nSize, m, mSize } = this.part
    return this.outermost === 'm' ? m * extents.n + n * mSize : n * extents.m + m * nSize
  }

  private finish(m: number, n: number): void {
    const group = this.groups.add(this.numberOf(m, n))
    if (!group) return
    if (this.on.hasPasses) this.to.write('finish', this.part, group.first, group.end)
    this.to.write('store', this.part, group.first, group.end)
  }
}

const refuse = (limit: string, product: ListedProduct): never => {
  throw new IllegalSchedule('products', limit, `[${product.join(', ')}]`)
}
