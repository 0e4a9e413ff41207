import { ALU, FINISH, GEMM, LOAD, STORE } from '../fields'
import { Table } from './table'

/*
 * Instructions as `unroll` writes them: four words (src/isa/fields.ts), without tokens, and beside them what
 * `synchronize` has to know of each.
 */

export const UOP = 0
export const WGT = 1
export const INP = 2
export const ACC = 3
const OUT = 4

/** What an instruction does to regions. */
export const NOTHING = 0
export const FILLS_A = 1
export const FILLS_B = 2
export const MULTIPLIES = 3
export const WRITES_OUT = 4
export const STORES = 5
export const ENDS = 6

export class Instruction {
  word0: u32
  word1: u32
  word2: u32
  word3: u32
}

/** How an instruction uses regions, and which. */
export class Use {
  how: i32
  /** Of A, B and C; -1 where it uses none. */
  a: i32
  b: i32
  c: i32
}

export const instructions = new Table<Instruction>()
export const uses = new Table<Use>()

function use(how: i32, a: i32, b: i32, c: i32): void {
  const row = uses.push()
  row.how = how
  row.a = a
  row.b = b
  row.c = c
}

function transfer(head: u32, sram: i32, dram: i32, rows: i32, width: i32, pitch: i32): void {
  // Rows that lie one behind the other in DRAM are one row: a row of its own costs a burst of its own.
  const joined = rows == 1 || width == pitch
  const xSize = joined ? rows * width : width
  const i = instructions.push()
  i.word0 = head | (sram << 10) | (dram << 26)
  i.word1 = (<u32>dram) >> 6
  i.word2 = (joined ? 1 : rows) | (xSize << 16)
  i.word3 = joined ? xSize : pitch
}

/** LOAD of `rows` rows of `width` elements, `pitch` apart in DRAM. */
export function load(
  id: i32,
  how: i32,
  region: i32,
  sram: i32,
  dram: i32,
  rows: i32,
  width: i32,
  pitch: i32,
): void {
  transfer(LOAD | (id << 7), sram, dram, rows, width, pitch)
  use(how, how == FILLS_A ? region : -1, how == FILLS_B ? region : -1, -1)
}

/** STORE of `rows` rows of `width` elements, `pitch` apart in DRAM. */
export function storeRows(region: i32, sram: i32, dram: i32, rows: i32, width: i32, pitch: i32): void {
  transfer(STORE | (OUT << 7), sram, dram, rows, width, pitch)
  use(STORES, -1, -1, region)
}

/** The head of a GEMM or ALU over the micro-ops from `uop` on, and its two loops. */
function loops(i: Instruction, head: u32, uop: i32, uops: i32, outer: i32, inner: i32): void {
  const end = uop + uops
  i.word0 = head | (uop << 8) | (end << 21)
  i.word1 = ((<u32>end) >> 11) | (outer << 3) | (inner << 17)
}

/** GEMM reset of `count` elements in a row, from the only micro-op's on. */
export function reset(uop: i32, count: i32): void {
  const i = instructions.push()
  loops(i, GEMM | (1 << 7), uop, 1, 1, count)
  i.word2 = 1 << 11
  i.word3 = 0
  use(NOTHING, -1, -1, -1)
}

/** What a loop adds to the indices. */
export class Factors {
  dst: i32
  src: i32
  wgt: i32
}

export function gemm(
  uop: i32,
  uops: i32,
  outer: i32,
  inner: i32,
  perOuter: Factors,
  perInner: Factors,
  a: i32,
  b: i32,
  c: i32,
): void {
  const i = instructions.push()
  loops(i, GEMM, uop, uops, outer, inner)
  i.word2 = perOuter.dst | (perInner.dst << 11) | (perOuter.src << 22)
  i.word3 = ((<u32>perOuter.src) >> 10) | (perInner.src << 1) | (perOuter.wgt << 12) | (perInner.wgt << 22)
  use(MULTIPLIES, a, b, c)
}

/** ALU over `outer` runs of `inner` elements, the runs close together in dst; `last` is its op, form and immediate. */
export function alu(
  uop: i32,
  outer: i32,
  inner: i32,
  dstOuter: i32,
  srcOuter: i32,
  srcInner: i32,
  last: u32,
  c: i32,
): void {
  const i = instructions.push()
  loops(i, ALU, uop, 1, outer, inner)
  i.word2 = dstOuter | (1 << 11) | (srcOuter << 22)
  i.word3 = last | ((<u32>srcOuter) >> 10) | (srcInner << 1)
  use(WRITES_OUT, -1, -1, c)
}

export function finish(): void {
  const i = instructions.push()
  i.word0 = FINISH
  i.word1 = i.word2 = i.word3 = 0
  use(ENDS, -1, -1, -1)
}

/** Sets DRAM index and length of a LOAD UOP that was written before they were known. */
export function patchUops(step: i32, dram: i32, count: i32): void {
  const i = instructions.get(step)
  i.word0 = LOAD | (UOP << 7) | (dram << 26)
  i.word1 = (<u32>dram) >> 6
  i.word2 = 1 | (count << 16)
  i.word3 = count
}
