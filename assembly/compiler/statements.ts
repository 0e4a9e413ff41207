import { Table, tableBytes } from './table'

/*
 * A program as statements, in the machine's order: src/compiler/statements.ts says what each of them means. The
 * kinds are numbered there as here.
 */

export const TAKE_A = 0
export const TAKE_B = 1
export const TAKE_BIAS = 2
export const START = 3
export const FILL_A = 4
export const FILL_B = 5
export const TILE = 6
export const UPDATE = 7
export const FINISH = 8
export const STORE = 9
export const MICRO_OPS = 10
export const WAIT = 11

export class Statement {
  kind: i32
  /** A tile, or the first of several; or iterations. */
  id: i32
  /** A slot; or the number behind the last of several tiles. */
  slot: i32
  /** Another slot; or a tile's offset in its region; or 1 where a region that is taken is filled too. */
  other: i32
  n: i32
  nSize: i32
  m: i32
  mSize: i32
  k: i32
  kSize: i32
}

export const statements = changetype<Table<Statement>>(memory.data(tableBytes))
