import { Statement } from './statements'
import { Table, tableBytes } from './table'

/*
 * What a slot of a buffer holds: a region with the part [outer, outer+outers) x [inner, inner+inners) of a tensor whose
 * elements lie outer by inner. Brought whole, a region lies as in DRAM, its pitch the inners it holds. Brought in
 * pieces, it is a column of its own for each chunk of the inner axis, the pitch that chunk's size: pieces of the
 * outer axis join up, since a transfer packs what it brings densely.
 */
export class Held {
  region: i32
  base: i32
  outer: i32
  outers: i32
  inner: i32
  inners: i32

  take(region: i32, base: i32, outer: i32, outers: i32, inner: i32, inners: i32): void {
    this.region = region
    this.base = base
    this.outer = outer
    this.outers = outers
    this.inner = inner
    this.inners = inners
  }

  /** Scratchpad index of element (outer, inner), inner the first of a chunk of that size. */
  @inline
  indexOf(outer: i32, inner: i32, chunk: i32, inPieces: bool): i32 {
    const o = outer - this.outer
    const i = inner - this.inner
    return this.base + (inPieces ? i * this.outers + o * chunk : o * this.inners + i)
  }

  /** Elements from one outer index to the next within a chunk of the inner axis. */
  @inline
  pitch(chunk: i32, inPieces: bool): i32 {
    return inPieces ? chunk : this.inners
  }
}

/** A buffer's slots by number. */
export const heldA = changetype<Table<Held>>(memory.data(tableBytes))
export const heldB = changetype<Table<Held>>(memory.data(tableBytes))
export const heldBias = changetype<Table<Held>>(memory.data(tableBytes))
export const heldC = changetype<Table<Held>>(memory.data(tableBytes))

/** Whether A and B are brought in pieces. */
export let piecesOfA: bool = false
export let piecesOfB: bool = false

export function setFills(a: bool, b: bool): void {
  piecesOfA = a
  piecesOfB = b
}

/** The slot that a statement takes a region for. */
export function slotOf(slots: Table<Held>, s: Statement): Held {
  slots.reserve(s.slot + 1)
  return slots.get(s.slot)
}

/** A tile of C: where it lies in the accumulators, which part of C it is. It is dense, n by m. */
export class Tile {
  region: i32
  base: i32
  n: i32
  blocks: i32
  m: i32
  rows: i32
}

/** By number. */
export const tiles = changetype<Table<Tile>>(memory.data(tableBytes))
