import { Tile, tiles } from './held'
import { Statement } from './statements'

/*
 * Outputs of tiles that lie one behind the other, as rectangles of C: a tile is dense, n by m, so outputs from anywhere in
 * it on are the rest of a block of n, whole blocks, and some rows of another.
 */

/** The rectangle: its tile, where it begins there, and what it covers of C. */
export let tile: Tile = changetype<Tile>(0)
export let offset: i32 = 0
export let n: i32 = 0
export let blocks: i32 = 0
export let m: i32 = 0
export let rows: i32 = 0

/** The next tile; where the next rectangle begins, in outputs from there on; how many are left. */
let nextTile: i32 = 0
let from: i32 = 0
let left: i32 = 0

/** All outputs of a statement's tiles. */
export function outputsOf(s: Statement): i32 {
  let outputs = 0
  for (let i = s.id; i < s.slot; i++) outputs += tiles.get(i).rows * tiles.get(i).blocks
  return outputs
}

/** Begins with a statement's first output. */
export function begin(s: Statement, outputs: i32): void {
  nextTile = s.id
  from = s.m
  left = outputs
}

/** Goes to the next rectangle; false behind the last one. */
export function next(): bool {
  if (left == 0) return false
  tile = tiles.get(nextTile)
  while (from >= tile.rows * tile.blocks) {
    from -= tile.rows * tile.blocks
    tile = tiles.get(++nextTile)
  }
  const row = from % tile.rows
  const inTile = min(left, tile.rows * tile.blocks - from)
  const isWhole = row == 0 && inTile >= tile.rows
  blocks = isWhole ? inTile / tile.rows : 1
  rows = isWhole ? tile.rows : min(inTile, tile.rows - row)
  offset = from
  n = tile.n + from / tile.rows
  m = tile.m + row
  from += blocks * rows
  left -= blocks * rows
  return true
}
