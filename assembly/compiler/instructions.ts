import { ALU, FINISH, GEMM, LOAD, STORE } from '../fields'
import { Table, tableBytes } from './table'

/* Instructions as `unroll` writes them: four words (src/isa/fields.ts), without tokens. A step is an instruction's number. */

export const UOP = 0
export const WGT = 1
export const INP = 2
export const ACC = 3
const OUT = 4

const RESET = 1 << 7
/** An inner factor of 1. */
const DST_IN = 1 << 11

export class Instruction {
  word0: u32
  word1: u32
  word2: u32
  word3: u32

  /** LOAD of `rows` rows of `width` elements, `pitch` apart in DRAM. */
  @inline
  load(memory: i32, sram: i32, dram: i32, rows: i32, width: i32, pitch: i32): void {
    this.transfer(LOAD | (memory << 7), sram, dram, rows, width, pitch)
  }

  /** STORE of `rows` rows of `width` elements, `pitch` apart in DRAM. */
  @inline
  store(sram: i32, dram: i32, rows: i32, width: i32, pitch: i32): void {
    this.transfer(STORE | (OUT << 7), sram, dram, rows, width, pitch)
  }

  @inline
  private transfer(head: u32, sram: i32, dram: i32, rows: i32, width: i32, pitch: i32): void {
    // Rows that lie one behind the other in DRAM are one row: a row of its own costs a burst of its own.
    const joined = rows == 1 || width == pitch
    const xSize = joined ? rows * width : width
    this.word0 = head | (sram << 10) | (dram << 26)
    this.word1 = (<u32>dram) >> 6
    this.word2 = (joined ? 1 : rows) | (xSize << 16)
    this.word3 = joined ? xSize : pitch
  }

  /** The head of a GEMM or ALU over the micro-ops from `uop` on, and its two loops. */
  @inline
  private loops(head: u32, uop: i32, uops: i32, outer: i32, inner: i32): void {
    const end = uop + uops
    this.word0 = head | (uop << 8) | (end << 21)
    this.word1 = ((<u32>end) >> 11) | (outer << 3) | (inner << 17)
  }

  /** GEMM reset of `count` elements in a row, from the only micro-op's on. */
  reset(uop: i32, count: i32): void {
    this.loops(GEMM | RESET, uop, 1, 1, count)
    this.word2 = DST_IN
    this.word3 = 0
  }

  /** GEMM reset of one element, again and again. */
  idle(uop: i32, outer: i32, inner: i32): void {
    this.loops(GEMM | RESET, uop, 1, outer, inner)
    this.word2 = this.word3 = 0
  }

  /** GEMM; factors are what its outer and its inner loop add to the indices. */
  @inline
  gemm(
    uop: i32,
    uops: i32,
    outer: i32,
    inner: i32,
    dstOuter: i32,
    dstInner: i32,
    srcOuter: i32,
    srcInner: i32,
    wgtOuter: i32,
    wgtInner: i32,
  ): void {
    this.loops(GEMM, uop, uops, outer, inner)
    this.word2 = dstOuter | (dstInner << 11) | (srcOuter << 22)
    this.word3 = ((<u32>srcOuter) >> 10) | (srcInner << 1) | (wgtOuter << 12) | (wgtInner << 22)
  }

  /** ALU over `outer` runs of `inner` elements, each close together in dst; `form` is its op, form and immediate. */
  alu(uop: i32, outer: i32, inner: i32, dstOuter: i32, srcOuter: i32, srcInner: i32, form: u32): void {
    this.loops(ALU, uop, 1, outer, inner)
    this.word2 = dstOuter | DST_IN | (srcOuter << 22)
    this.word3 = form | ((<u32>srcOuter) >> 10) | (srcInner << 1)
  }

  finish(): void {
    this.word0 = FINISH
    this.word1 = this.word2 = this.word3 = 0
  }
}

export const instructions = changetype<Table<Instruction>>(memory.data(tableBytes))
