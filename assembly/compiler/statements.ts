import { Table } from './table'

/*
 * A program as statements, in the machine's order: src/compiler/statements.ts says what each of them means. The
 * kinds are numbered there as here.
 */

export const TAKE_A = 0
export const TAKE_B = 1
export const TAKE_BIAS = 2
export const FILL_A = 3
export const FILL_B = 4
export const FILL_BIAS = 5
export const START = 6
export const TILE = 7
export const UPDATE = 8
export const FINISH = 9
export const STORE = 10
export const MICRO_OPS = 11

export class Statement {
  kind: i32
  /** A tile, or the first of several; or the number of the region taken (regions.ts). */
  id: i32
  /** A slot; or the number behind the last of several tiles. */
  slot: i32
  /** Another slot; or a tile's offset in its region. */
  other: i32
  n: i32
  nSize: i32
  m: i32
  mSize: i32
  k: i32
  kSize: i32
}

export const statements = new Table<Statement>()
