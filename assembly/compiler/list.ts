import { Number, Table, tableBytes } from './table'
import { kExtent } from './workload'

/*
 * A schedule that lists its products, as words (src/compiler/flat-list.ts): how many there are of each thing, and then,
 * one behind the other, the sizes of the chunks of m and of n, products, the sizes of groups of tiles, loads of micro-ops
 * and borders inside groups.
 */

class Counts {
  rows: i32
  columns: i32
  products: i32
  groups: i32
  loads: i32
  cuts: i32
  /** Micro-ops that the program's first load brings in a burst of their own; 0: as they come. */
  firstFront: i32
}

export class Product {
  /** Chunk of m, first chunk of n, how many chunks of n, blocks of k. */
  m: i32
  n: i32
  chunks: i32
  blocks: i32
  /** What its loads bring ahead: blocks of k of A, blocks of k of B, chunks of n of B. */
  moreA: i32
  moreB: i32
  moreChunks: i32
}

export class UopLoad {
  product: i32
  wait: i32
  front: i32
}

/** A border: behind it lie so many outputs of the group, and so many of its last passes are parted there. */
export class Cut {
  group: i32
  behind: i32
  passes: i32
}

const words = changetype<Table<Number>>(memory.data(tableBytes))

let counts = changetype<Counts>(0)
let productsAt: usize = 0
let groupsAt: usize = 0
let loadsAt: usize = 0
let cutsAt: usize = 0

/** Where chunks begin, and behind them the extent. */
export const mStarts = changetype<Table<Number>>(memory.data(tableBytes))
export const nStarts = changetype<Table<Number>>(memory.data(tableBytes))
/** By tile of C, row by row: blocks of k that are done, and the how manieth it is to be finished. */
export const done = changetype<Table<Number>>(memory.data(tableBytes))
export const ranks = changetype<Table<Number>>(memory.data(tableBytes))

/** Why a list is refused (src/compiler/list-refusals.ts), and where: a product, or where it says so a tile. */
export const NO_ROW = 1
export const NO_COLUMN = 2
export const UNEVEN = 3
export const TOO_DEEP = 4
export const TOO_SHORT = 5
export const A_IN_PARTS = 6
export const B_IN_PARTS = 7
export const IN_TURNS = 8
export const WIDE_ALONE = 9
export const WIDE_IN_PIECES = 10
export const WIDE_SCATTERED = 11
export const GROUP_SCATTERED = 12
let guilty: i32 = 0

export function refuse(reason: i32, at: i32): i32 {
  guilty = at
  return reason
}

/** The product or tile at fault. */
export function guiltyOfList(): i32 {
  return guilty
}

/** Blocks of k that a tile gets in all. */
export function blocksOfTile(tile: i32): i32 {
  return done.get(tile).value
}

export function rows(): i32 {
  return counts.rows
}

export function columns(): i32 {
  return counts.columns
}

export function productCount(): i32 {
  return counts.products
}

export function product(i: i32): Product {
  return changetype<Product>(productsAt + <usize>i * offsetof<Product>())
}

export function firstFront(): i32 {
  return counts.firstFront
}

export function loadCount(): i32 {
  return counts.loads
}

export function uopLoad(i: i32): UopLoad {
  return changetype<UopLoad>(loadsAt + <usize>i * offsetof<UopLoad>())
}

export function cutCount(): i32 {
  return counts.cuts
}

export function cut(i: i32): Cut {
  return changetype<Cut>(cutsAt + <usize>i * offsetof<Cut>())
}

/** Tiles of a group; the last size repeats. */
export function tilesOfGroup(group: i32): i32 {
  return load<i32>(groupsAt + ((<usize>min(group, counts.groups - 1)) << 2))
}

/** Byte address of a list's words to be filled in. */
export function reserveList(count: i32): usize {
  words.reserve(count)
  return words.at
}

/**
 * Takes the list that was filled in, if it is the whole product: each tile of C's blocks of k once and in order.
 * @returns 0, or why it is not.
 */
export function takeList(): i32 {
  counts = changetype<Counts>(words.at)
  const sizesAt = words.at + offsetof<Counts>()
  takeStarts(mStarts, sizesAt, counts.rows)
  takeStarts(nStarts, sizesAt + ((<usize>counts.rows) << 2), counts.columns)
  productsAt = sizesAt + ((<usize>(counts.rows + counts.columns)) << 2)
  groupsAt = productsAt + <usize>counts.products * offsetof<Product>()
  loadsAt = groupsAt + ((<usize>counts.groups) << 2)
  cutsAt = loadsAt + <usize>counts.loads * offsetof<UopLoad>()
  return rankTiles()
}

function takeStarts(starts: Table<Number>, sizesAt: usize, chunks: i32): void {
  starts.reserve(chunks + 1)
  let start = 0
  for (let i = 0; i < chunks; i++) {
    starts.get(i).value = start
    start += load<i32>(sizesAt + ((<usize>i) << 2))
  }
  starts.get(chunks).value = start
}

/** Rows or blocks of a chunk. */
export function sizeOf(starts: Table<Number>, chunk: i32): i32 {
  return starts.get(chunk + 1).value - starts.get(chunk).value
}

function rankTiles(): i32 {
  const tiles = clearDone()
  ranks.reserve(tiles)
  let finished = 0
  for (let i = 0; i < counts.products; i++) {
    const p = product(i)
    if (p.m >= counts.rows) return refuse(NO_ROW, i)
    if (p.n + p.chunks > counts.columns) return refuse(NO_COLUMN, i)
    const first = p.m * counts.columns + p.n
    const from = done.get(first).value
    const until = from + p.blocks
    for (let tile = first + 1; tile < first + p.chunks; tile++) {
      if (done.get(tile).value != from) return refuse(UNEVEN, i)
    }
    if (until > kExtent) return refuse(TOO_DEEP, i)
    for (let tile = first; tile < first + p.chunks; tile++) {
      done.get(tile).value = until
      if (until == kExtent) ranks.get(tile).value = finished++
    }
  }
  for (let tile = 0; tile < tiles; tile++) {
    if (done.get(tile).value != kExtent) return refuse(TOO_SHORT, tile)
  }
  return 0
}

/** No block of any tile is done. Returns how many tiles there are. */
export function clearDone(): i32 {
  const tiles = counts.rows * counts.columns
  done.reserve(tiles)
  memory.fill(done.at, 0, (<usize>tiles) << 2)
  return tiles
}
