import { normalAhead } from './loads-ahead.js'
import type { ListedProduct, LoadAhead, Schedule } from './schedule.js'
import { normalCuts } from './store-cuts.js'
import { cut, sizesOf, type Extents } from './tiles.js'
import { normalLoads, splitLoads } from './uop-loads.js'

/*
 * A schedule that lists its products, as words (assembly/compiler/list.ts): how many there are of each thing, the front
 * of the program's first load of micro-ops, and then, one behind the other, the sizes of the chunks of m and of n, seven
 * numbers a product, the sizes of groups of tiles, three numbers a load of micro-ops and three a border.
 */
const countAt = { rows: 0, columns: 1, products: 2, groups: 3, loads: 4, cuts: 5 } as const
const firstFrontAt = 6
const headWords = 7
/** No thing has more words. */
const wordsPerProduct = 7

/** How a list's operands come, and where its tiles and micro-ops do. */
export type ListKnobs = Pick<Schedule, 'inp_at' | 'wgt_at' | 'acc_at' | 'inp_fill' | 'wgt_fill' | 'uop_at'>

/** What else a list says beside its words. */
export type ListRest = Pick<Schedule, 'uop_axis' | 'inp_buffers' | 'wgt_buffers' | 'acc_buffers'>

/** A schedule's products, in words that are kept from list to list: things are added in the order of the words. */
export class FlatList {
  words = new Int32Array(256)
  /** Words that count. */
  length = headWords

  constructor(
    public knobs: ListKnobs,
    readonly rest: ListRest,
  ) {}

  get rows(): number {
    return this.words[countAt.rows]
  }

  get columns(): number {
    return this.words[countAt.columns]
  }

  get products(): number {
    return this.words[countAt.products]
  }

  product(i: number): ListedProduct {
    const at = headWords + this.rows + this.columns + i * wordsPerProduct
    return [this.words[at], this.words[at + 1], this.words[at + 2], this.words[at + 3]]
  }

  /** Begins another list. @param firstFront micro-ops that its first load brings in a burst of their own. */
  begin(knobs: ListKnobs, firstFront: number): void {
    this.knobs = knobs
    this.words.fill(0, 0, headWords)
    this.words[firstFrontAt] = firstFront
    this.length = headWords
  }

  addRows(size: number): void {
    this.count(countAt.rows)
    this.add(size)
  }

  addColumns(size: number): void {
    this.count(countAt.columns)
    this.add(size)
  }

  /** @param a blocks of k of A that its loads bring ahead. @param b blocks of k of B. @param more chunks of n of B. */
  addProduct(m: number, n: number, chunks: number, blocks: number, a: number, b: number, more: number): void {
    this.count(countAt.products)
    this.add(m)
    this.add(n)
    this.add(chunks)
    this.add(blocks)
    this.add(a)
    this.add(b)
    this.add(more)
  }

  addGroup(tiles: number): void {
    this.count(countAt.groups)
    this.add(tiles)
  }

  /** Loads come in the order of their products. */
  addLoad(product: number, wait: number, front: number): void {
    this.count(countAt.loads)
    this.add(product)
    this.add(wait)
    this.add(front)
  }

  /** Borders come in the order of their groups. */
  addCut(group: number, behind: number, passes: number): void {
    this.count(countAt.cuts)
    this.add(group)
    this.add(behind)
    this.add(passes)
  }

  private count(at: number): void {
    this.words[at]++
    if (this.length + wordsPerProduct > this.words.length) this.makeRoom()
  }

  private add(word: number): void {
    this.words[this.length++] = word
  }

  private makeRoom(): void {
    const words = new Int32Array(2 * this.words.length)
    words.set(this.words)
    this.words = words
  }
}

/** The list of a schedule. @param products those that it lists. */
export function flatListOf(
  schedule: Schedule,
  products: readonly ListedProduct[],
  extents: Extents,
): FlatList {
  const list = new FlatList(schedule, schedule)
  const { firstFront, later } = splitLoads(normalLoads(schedule.uop_loads, products.length))
  const ahead = normalAhead(schedule.loads_ahead, products.length)
  list.begin(schedule, firstFront)
  for (const size of sizesOf(cut(schedule.tile_m, extents.m))) list.addRows(size)
  for (const size of sizesOf(cut(schedule.tile_n, extents.n))) list.addColumns(size)
  let next = 0
  for (const [i, [m, n, chunks, blocks]] of products.entries()) {
    const [, a, b, more] = ahead[next]?.[0] === i ? ahead[next++] : nothingAhead
    list.addProduct(m, n, chunks, blocks, a, b, more)
  }
  for (const tiles of [schedule.alu_tiles].flat()) list.addGroup(tiles)
  for (const load of later) list.addLoad(...load)
  for (const border of normalCuts(schedule.store_cuts)) list.addCut(...border)
  return list
}

const nothingAhead: LoadAhead = [0, 0, 0, 0]
