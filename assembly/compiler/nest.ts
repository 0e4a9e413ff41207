import { Number, Table, tableBytes } from './table'

/* A tiled loop nest, flat, as src/compiler/flat-nest.ts lays it out: each node a row, a loop's body behind it. */

/** Axes as numbers; of a node without one -1. */
export const M = 0
export const N = 1

/** A node's kind where it is a loop; else it is a statement's. */
export const LOOP = -1

export class Node {
  kind: i32
  /** Of a loop: its axis. Of TILE: the outermost loop around it. Of others: the loop that repeats it in vain, or -1. */
  axis: i32
  /** Of a loop: how many chunks it takes at a time. Of others: the axes that it covers, a bit each. */
  threads: i32
  /** Of a loop: the row behind its body. Of others: what each thread has of its own, and whether it fills, a bit each. */
  end: i32
}

export const OWN_A = 1
export const OWN_B = 2
export const OWN_C = 4
export const OWN_BIAS = 8
/** Of what takes a region: that it fills it too. */
export const FILLED = 16

export const nodes = changetype<Table<Node>>(memory.data(tableBytes))

/** Sizes of chunks, in order: the last repeats until all is covered. */
export class Sizes {
  at: usize
  count: i32

  @inline
  get(i: i32): i32 {
    return load<i32>(this.at + ((<usize>min(i, this.count - 1)) << 2))
  }
}

const sizesBytes = 8

export const mSizes = changetype<Sizes>(memory.data(sizesBytes))
export const nSizes = changetype<Sizes>(memory.data(sizesBytes))
export const kSizes = changetype<Sizes>(memory.data(sizesBytes))
/** k's for the first and for the last tile of C. */
export const firstK = changetype<Sizes>(memory.data(sizesBytes))
export const lastK = changetype<Sizes>(memory.data(sizesBytes))
/** Tiles of C in each group that shares its ALU passes. */
export const groupSizes = changetype<Sizes>(memory.data(sizesBytes))

const sizes = changetype<Table<Number>>(memory.data(tableBytes))

/** Byte address of so many sizes to be filled in, those of all sequences one behind the other. */
export function reserveSizes(count: i32): usize {
  sizes.reserve(count)
  return sizes.at
}

/** Says how many of the sizes are of m, n, k, of k in the first and in the last tile of C, and of groups of tiles. */
export function setSizes(m: i32, n: i32, k: i32, first: i32, last: i32, groups: i32): void {
  let at = setSizesOf(mSizes, sizes.at, m)
  at = setSizesOf(nSizes, at, n)
  at = setSizesOf(kSizes, at, k)
  at = setSizesOf(firstK, at, first)
  at = setSizesOf(lastK, at, last)
  setSizesOf(groupSizes, at, groups)
}

function setSizesOf(sequence: Sizes, at: usize, count: i32): usize {
  sequence.at = at
  sequence.count = count
  return at + ((<usize>count) << 2)
}
