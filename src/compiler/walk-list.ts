import { loopsAround, type Leaf, type LeafOp, type Nest, type Node, type ProductList } from './nest.js'
import { IllegalSchedule, type ListedProduct } from './schedule.js'
import type { Chunks, Cutting } from './tiles.js'
import { statement, type Statements } from './walk.js'

/*
 * Walks a nest in the order of a list of products. What stands outside all loops runs first; the statements inside
 * them run when a product needs them: a copy or fill when its piece is not there, the start of a tile of C at its
 * first product, its epilogue and write-back behind its last. Tiles may take turns in k, and a product may take several
 * neighbouring tiles of n at once.
 */

/** How an operand comes: before all products, by pieces that then stay, or anew for each product. */
type Coming = 'before' | 'pieces' | 'anew'

/** Walks the list. @throws IllegalSchedule when a product cannot be one instruction where its operands lie. */
export function walkList(to: Statements, nest: Nest, list: ProductList): void {
  if (!nest.cutting) throw new Error('the nest is not tiled')
  to.cursor.reset(nest.extents)
  for (const node of nest.body) if (node.kind === 'leaf' && comesFirst(node)) statement(to, node, 0)
  const walk = new ListWalk(to, nest, nest.cutting)
  const uopLoads = new Set(list.uopLoads)
  for (const [i, product] of list.products.entries()) {
    if (uopLoads.has(i)) to.loadMicroOps()
    walk.product(product)
  }
}

const comesFirst = ({ op }: Leaf): boolean => op !== 'epilogue' && op !== 'write'

class ListWalk {
  private readonly a: Pieces
  private readonly b: Pieces
  private readonly bias: Leaf | null
  private readonly startsEach: boolean
  /** By tile of C: blocks of k that are done. */
  private readonly done: Int32Array
  private readonly columns: number
  /** The tile that was started and is not finished, where tiles start one by one. */
  private open = -1

  constructor(
    private readonly to: Statements,
    private readonly nest: Nest,
    private readonly cutting: Cutting,
  ) {
    this.a = new Pieces(to, nest, 'a', cutting.m)
    this.b = new Pieces(to, nest, 'b', cutting.n)
    this.bias = innerLeaf(nest, 'copy_bias')
    this.startsEach = innerLeaf(nest, 'init') !== null
    this.columns = cutting.n.size.length
    this.done = new Int32Array(cutting.m.size.length * this.columns)
  }

  product(product: ListedProduct): void {
    const [m, n, count, blocks] = product
    const { cursor } = this.to
    const tile = m * this.columns + n
    const from = this.done[tile]
    this.check(product, tile)
    const width =
      this.cutting.n.start[n + count - 1] + this.cutting.n.size[n + count - 1] - this.cutting.n.start[n]
    cursor.stand('m', this.cutting.m.start[m], this.cutting.m.size[m])
    cursor.stand('n', this.cutting.n.start[n], width)
    if (from === 0) this.bringBias()
    this.a.bring(m, 1, from, blocks)
    this.b.bring(n, count, from, blocks)
    if (from === 0 && this.startsEach) this.to.init(0)
    cursor.stand('k', from, blocks)
    this.to.update(0)
    const isLast = from + blocks === this.nest.extents.k
    for (let t = 0; t < count; t++) {
      this.done[tile + t] += blocks
      if (isLast) this.finish(n + t)
    }
    this.open = isLast ? -1 : tile
  }

  /** Where tiles share nothing but the accumulators of the one that is open, they cannot take turns. */
  private check([m, n, count, blocks]: ListedProduct, tile: number): void {
    const own = this.startsEach || this.bias !== null
    if (own && this.open >= 0 && this.open !== tile) {
      refuse('tiles take turns only where all are started at once (acc_at root)', m, n, count, blocks)
    }
    if (count === 1) return
    if (own)
      refuse(
        'several tiles are one product only where all are started at once (acc_at root)',
        m,
        n,
        count,
        blocks,
      )
    if (this.b.coming === 'pieces')
      refuse('several tiles are one product only where B does not stay by pieces', m, n, count, blocks)
    if (this.cutting.m.size.length > 1 && outerLoop(this.nest) !== 'm') {
      refuse('several tiles of n lie in a row only with m outside n (order)', m, n, count, blocks)
    }
  }

  private bringBias(): void {
    if (this.bias) this.to.copy('bias', this.bias, 0)
  }

  private finish(column: number): void {
    this.to.cursor.stand('n', this.cutting.n.start[column], this.cutting.n.size[column])
    this.to.epilogue(0)
    this.to.write(0)
  }
}

const refuse = (limit: string, ...product: readonly number[]): never => {
  throw new IllegalSchedule('products', limit, `[${product.join(', ')}]`)
}

/** The pieces of an operand: by chunk of its own axis, the blocks of k that have come. */
class Pieces {
  readonly coming: Coming
  private readonly come: Int32Array
  private readonly copy: Leaf | null
  private last: readonly number[] = []

  constructor(
    private readonly to: Statements,
    nest: Nest,
    private readonly name: 'a' | 'b',
    chunks: Chunks,
  ) {
    this.copy = innerLeaf(nest, name === 'a' ? 'copy_a' : 'copy_b')
    const pieces = innerLeaf(nest, name === 'a' ? 'fill_a' : 'fill_b')
    this.coming = this.copy ? 'anew' : pieces ? 'pieces' : 'before'
    this.come = new Int32Array(chunks.size.length)
  }

  /** Brings what a product needs and is not there. */
  bring(chunk: number, count: number, from: number, blocks: number): void {
    const { cursor } = this.to
    if (this.copy) {
      const piece = [chunk, count, from, blocks]
      if (piece.every((part, i) => part === this.last[i])) return
      this.last = piece
      cursor.stand('k', from, blocks)
      this.to.copy(this.name, this.copy, 0)
    } else if (this.coming === 'pieces' && this.come[chunk] < from + blocks) {
      cursor.stand('k', this.come[chunk], from + blocks - this.come[chunk])
      this.to.fill(this.name, 0)
      this.come[chunk] = from + blocks
    }
  }
}

/** A leaf inside the nest's loops; null where it stands outside them all, or nowhere. */
function innerLeaf(nest: Nest, op: LeafOp): Leaf | null {
  const find = (nodes: readonly Node[], inside: boolean): Leaf | null => {
    for (const node of nodes) {
      if (node.kind === 'loop') {
        const found = find(node.body, true)
        if (found) return found
      } else if (inside && node.op === op) return node
    }
    return null
  }
  return find(nest.body, false)
}

const outerLoop = (nest: Nest): string | undefined => loopsAround(nest.body, 'write')?.at(0)?.axis
