import type { FlatNest } from './flat-nest.js'
import type { LoopKnobs } from './normal.js'
import { KeptPieces } from './kept-pieces.js'
import { OperandStatements, Pieces, type Need, type Operand } from './pieces.js'
import type { ProductList } from './product-list.js'
import {
  IllegalSchedule,
  type ListedProduct,
  type StoreCut,
  type Tile,
  type UopLoad,
  type UopPlace,
} from './schedule.js'
import type { Placement } from './scratchpad.js'
import type { Part, StatementWriter } from './statement-writer.js'
import { statementKind } from './statements.js'
import { GroupFinisher } from './finish-group.js'
import { TileGroups } from './tile-groups.js'
import type { Extents } from './tiles.js'

/*
 * Walks a nest in the order of a list of products. What stands outside all loops runs first; the statements inside
 * them run when a product needs them: a copy or fill when its piece is not there, the start of a tile of C at its
 * first product, its epilogue and write-back behind its last. Tiles may take turns in k, and a product may take several
 * neighbouring tiles of n at once. All is in slot 0 of its buffer, but for pieces that are kept (kept-pieces.ts).
 */

/** What a list of products is walked with. */
export interface Listed {
  readonly nest: FlatNest
  readonly loops: LoopKnobs
  readonly list: ProductList
  readonly placement: Placement
  readonly extents: Extents
  readonly aluTiles: Tile
  readonly storeCuts: readonly StoreCut[]
  readonly hasBias: boolean
  /** ALU passes of the epilogue. */
  readonly passes: number
  readonly uopAt: UopPlace
  /** Whether tiles start from the bias. */
  readonly fromBias: boolean
  /** The element of ACC that compute idles on. */
  readonly spareAccumulator: number
}

/** Writes the list's statements. @throws IllegalSchedule when a product cannot be one instruction where its operands lie. */
export function walkList(to: StatementWriter, listed: Listed): void {
  const { uopLoads, products } = listed.list
  const { firstFront, later } = uopLoads
  const biasFirst = listed.uopAt === 'after_bias' && biasStays(listed)
  if (biasFirst) to.write(statementKind.takeBias, { ...nowhere, nSize: listed.extents.n }, 1)
  const isLater = listed.uopAt !== 'first' && !biasFirst
  if (firstFront > 0 || !isLater) to.write(statementKind.microOps, nowhere, firstFront, Number(isLater))
  const walk = new ListWalk(to, listed)
  walk.begin(biasFirst)
  for (let i = 0, load = 0; i < products.length; i++) {
    while (later[load]?.[0] === i) walk.loadMicroOps(later[load++])
    walk.product(products[i], i)
  }
}

const biasStays = ({ hasBias, nest }: Listed): boolean => hasBias && nest.taken.bias.around?.length === 0

const nowhere: Part = { n: 0, nSize: 0, m: 0, mSize: 0, k: 0, kSize: 0 }

class ListWalk {
  /** Where the walk stands. */
  readonly part: { -readonly [Name in keyof Part]: number }
  private readonly a: Operand
  private readonly b: Operand
  private readonly need: { -readonly [Name in keyof Need]: number } = {
    chunk: 0,
    count: 0,
    from: 0,
    blocks: 0,
    moreChunks: 0,
    moreBlocks: 0,
  }
  private readonly groups: TileGroups
  private readonly finisher: GroupFinisher
  /** Tiles that wait for their passes. */
  private readonly group: number[] = []
  private readonly biasForEach: boolean
  private readonly startsEach: boolean
  /** By tile of C, row by row: blocks of k that are done. */
  private readonly done: Int32Array
  /** By number: where a tile lies behind the start of its region, in elements. */
  private readonly offsets: Int32Array
  private readonly columns: number
  /** The tile that was started and is not finished, where tiles start one by one. */
  private open = -1

  constructor(
    private readonly to: StatementWriter,
    private readonly on: Listed,
  ) {
    const { nest, list, extents } = on
    const { taken } = nest
    this.part = { n: 0, nSize: extents.n, m: 0, mSize: extents.m, k: 0, kSize: extents.k }
    this.biasForEach = on.hasBias && !biasStays(on)
    this.startsEach = taken.c.around?.length !== 0
    this.columns = list.columns
    this.offsets = this.offsetsOfTiles()
    this.done = new Int32Array(list.rows * list.columns)
    this.a = operandOf('A', to, on)
    this.b = operandOf('B', to, on)
    this.groups = new TileGroups(on.aluTiles, list.rows * list.columns, !this.startsEach)
    this.finisher = new GroupFinisher(to, this.offsets, on.passes, on.storeCuts)
  }

  /** What comes before all products. @param biasIsThere it was brought before. */
  begin(biasIsThere: boolean): void {
    this.a.begin()
    this.b.begin()
    const { to, on, part } = this
    if (biasStays(on) && !biasIsThere) to.write(statementKind.takeBias, part)
    if (!this.startsEach) to.write(statementKind.start, part)
  }

  /** @param at its place in the list. */
  product(product: ListedProduct, at: number): void {
    // By number: taking a tuple apart costs more than all that is done with it.
    const m = product[0]
    const n = product[1]
    const count = product[2]
    const blocks = product[3]
    const first = m * this.columns + n
    const from = this.done[first]
    this.check(product, first)
    this.stand(m, n, count)
    if (from === 0 && this.biasForEach) this.to.write(statementKind.takeBias, this.part)
    this.bring(product, at, from)
    if (from === 0) this.beginTiles(m, n, count)
    this.stand(m, n, count)
    this.part.k = from
    this.part.kSize = blocks
    this.to.write(statementKind.update, this.part, this.numberOf(first), this.a.slot, this.b.slot)
    const isLast = from + blocks === this.on.extents.k
    for (let column = n; column < n + count; column++) {
      this.done[m * this.columns + column] += blocks
      if (isLast) this.finish(m * this.columns + column)
    }
    this.open = isLast ? -1 : first
  }

  /** Brings what a product needs of A and B and is not there, and what comes ahead with it. */
  private bring(product: ListedProduct, at: number, from: number): void {
    const { need } = this
    const { ahead } = this.on.list
    need.from = from
    need.blocks = product[3]
    need.chunk = product[0]
    need.count = 1
    need.moreChunks = 0
    need.moreBlocks = ahead[3 * at]
    if (!this.a.bring(need)) refuse('a product takes A from one load', product)
    need.chunk = product[1]
    need.count = product[2]
    need.moreBlocks = ahead[3 * at + 1]
    need.moreChunks = ahead[3 * at + 2]
    if (!this.b.bring(need)) refuse('a product takes B from one load', product)
  }

  /** Where tiles share nothing but the accumulators of the one that is open, they cannot take turns. */
  private check(product: ListedProduct, first: number): void {
    const count = product[2]
    const own = this.startsEach || this.biasForEach
    if (own && this.open >= 0 && this.open !== first) {
      refuse('tiles take turns only where all are started at once (acc_at root)', product)
    }
    if (count === 1) return
    if (own) refuse('several tiles are one product only where all are started at once (acc_at root)', product)
    if (this.b.comesInPieces)
      refuse('several tiles are one product only where B does not stay by pieces', product)
    for (let tile = first + 1; tile < first + count; tile++) {
      if (this.numberOf(tile) === this.numberOf(tile - 1) + 1) continue
      refuse('tiles that are one product are finished one behind the other', product)
    }
  }

  loadMicroOps([, wait, front]: UopLoad): void {
    if (wait > 0) this.to.write(statementKind.wait, this.part, wait, this.on.spareAccumulator)
    this.to.write(statementKind.microOps, this.part, front)
  }

  /** Stands on a chunk of m and chunks of n. */
  private stand(m: number, n: number, count: number): void {
    const { mStarts, nStarts } = this.on.list
    this.part.m = mStarts[m]
    this.part.mSize = mStarts[m + 1] - mStarts[m]
    this.part.n = nStarts[n]
    this.part.nSize = nStarts[n + count] - nStarts[n]
  }

  /**
   * Tiles are numbered as they lie in the accumulators: in the order in which they are finished, so that those that are
   * finished one behind the other can share passes; but a bias that starts them all at once has them in order of n.
   */
  private numberOf(tile: number): number {
    return this.on.fromBias && !this.startsEach ? tile : this.on.list.ranks[tile]
  }

  private offsetsOfTiles(): Int32Array {
    const { rows, columns, mStarts, nStarts } = this.on.list
    const offsets = new Int32Array(rows * columns + 1)
    for (let tile = 0; tile < rows * columns; tile++) {
      const m = Math.floor(tile / columns)
      const n = tile - m * columns
      offsets[this.numberOf(tile) + 1] = (mStarts[m + 1] - mStarts[m]) * (nStarts[n + 1] - nStarts[n])
    }
    for (let number = 1; number < offsets.length; number++) offsets[number] += offsets[number - 1]
    return offsets
  }

  /** Starts the tiles of a first product, unless they are started, and says where they lie. */
  private beginTiles(m: number, n: number, count: number): void {
    if (this.startsEach) this.to.write(statementKind.start, this.part)
    for (let column = n; column < n + count; column++) {
      this.stand(m, column, 1)
      const number = this.numberOf(m * this.columns + column)
      this.to.write(statementKind.tile, this.part, number, 0, this.startsEach ? 0 : this.offsets[number])
    }
  }

  private finish(tile: number): void {
    this.group.push(tile)
    const group = this.groups.add(this.numberOf(tile))
    if (!group) return
    this.finisher.finish(group, this.group)
    this.group.length = 0
  }
}

/** An operand that is attached at k stays while there is room if it is filled at first use. */
function operandOf(name: 'A' | 'B', to: StatementWriter, on: Listed): Operand {
  const { nest, list, loops, extents, placement } = on
  const taken = name === 'A' ? nest.taken.a : nest.taken.b
  const fill = name === 'A' ? loops.inp_fill : loops.wgt_fill
  const starts = name === 'A' ? list.mStarts : list.nStarts
  const statements = new OperandStatements(to, name)
  return taken.cuts.k && fill === 'first_use'
    ? new KeptPieces(statements, starts, extents.k, name === 'A' ? placement.a : placement.b)
    : new Pieces(statements, starts, extents.k, taken, fill)
}

const refuse = (limit: string, product: ListedProduct): never => {
  throw new IllegalSchedule('products', limit, `[${product.join(', ')}]`)
}
