import { Axis, inner, outer, readLoops, uops } from '../axes'
import { Run } from './runs'

/*
 * The loops of GEMM instructions by what they do, whichever of them it is: add to the same elements (sums), use the same
 * weights (rows), and what is left (columns). Programs have few kinds of loops, so they are kept.
 */

export class Loops {
  /** What they are of: words of the instruction, the run's length and steps. */
  word1: u32
  word2: u32
  word3: u32
  uops: u32
  uopDst: u32
  uopSrc: u32
  uopWgt: u32
  /** Whether these three loops are all there are. */
  areAll: bool
  sums: u32
  sumSrc: u32
  sumWgt: u32
  rows: u32
  rowDst: u32
  rowSrc: u32
  columns: u32
  columnDst: u32
  columnSrc: u32
  columnWgt: u32
  /** Rows that move by one element, and columns that follow each other: more than one of each can be done at once. */
  areRowsDense: bool
  areColumnsDense: bool
  /** What the instruction's own two loops add to an index at most. */
  spanDst: u32
  spanSrc: u32
  spanWgt: u32
}

const loopsBytes: u32 = 96
/** 64 of them, by the 6 highest bits of a hash. */
const kept = memory.data(6144)

/** Of the two highest bits of the end of micro-ops, which are no part of the loops. */
const uopEndBits: u32 = 7

const none = changetype<Axis>(memory.data<u32>([1, 0, 0, 0]))

/** The loops of an instruction of these words and micro-ops. */
export function loopsOf(run: Run, w1: u32, w2: u32, w3: u32): Loops {
  const word1 = w1 & ~uopEndBits
  const hash = (word1 ^ (w2 * 0x9e3779b1) ^ (w3 * 0x85ebca6b) ^ (run.count * 0xc2b2ae35)) * 0x9e3779b1
  const loops = changetype<Loops>(kept + (hash >> 26) * loopsBytes)
  const uopCount = run.isLoop ? run.count : 0
  // Nothing is known yet where there are no sums at all.
  if (
    loops.sums == 0 ||
    loops.word1 != word1 ||
    loops.word2 != w2 ||
    loops.word3 != w3 ||
    loops.uops != uopCount ||
    loops.uopDst != run.stepDst ||
    loops.uopSrc != run.stepSrc ||
    loops.uopWgt != run.stepWgt
  ) {
    loops.word1 = word1
    loops.word2 = w2
    loops.word3 = w3
    loops.uops = uopCount
    loops.uopDst = run.stepDst
    loops.uopSrc = run.stepSrc
    loops.uopWgt = run.stepWgt
    readLoops(w1, w2, w3)
    look(loops, run)
  }
  return loops
}

/** Chooses among the loops that were read, and micro-ops where they are one. */
function look(loops: Loops, run: Run): void {
  uops.count = run.isLoop ? run.count : 1
  uops.dst = run.stepDst
  uops.src = run.stepSrc
  uops.wgt = run.stepWgt
  const sums = isSum(uops) ? uops : isSum(inner) ? inner : isSum(outer) ? outer : none
  const rows = isRow(uops, sums) ? uops : isRow(inner, sums) ? inner : isRow(outer, sums) ? outer : none
  const columns = isLeft(uops, sums, rows)
    ? uops
    : isLeft(inner, sums, rows)
      ? inner
      : isLeft(outer, sums, rows)
        ? outer
        : none
  loops.sums = sums.count
  loops.sumSrc = sums.src
  loops.sumWgt = sums.wgt
  loops.rows = rows.count
  loops.rowDst = rows.dst
  loops.rowSrc = rows.src
  loops.columns = columns.count
  loops.columnDst = columns.dst
  loops.columnSrc = columns.src
  loops.columnWgt = columns.wgt
  loops.areAll = bool(
    run.isLoop != 0 &&
      (outer.count == 1 || outer == sums || outer == rows || outer == columns) &&
      (inner.count == 1 || inner == sums || inner == rows || inner == columns),
  )
  loops.areRowsDense = rows.dst == 1 && rows.src == 1
  loops.areColumnsDense =
    (loops.areRowsDense || rows.count == 1) &&
    columns.dst == rows.count &&
    columns.src == 0 &&
    columns.wgt == 1
  loops.spanDst = span(outer.count, outer.dst, inner.count, inner.dst)
  loops.spanSrc = span(outer.count, outer.src, inner.count, inner.src)
  loops.spanWgt = span(outer.count, outer.wgt, inner.count, inner.wgt)
}

/** One product. */
export const single = changetype<Loops>(memory.data(96))
single.sums = single.rows = single.columns = 1

function span(outers: u32, outerStep: u32, inners: u32, innerStep: u32): u32 {
  return (outers - 1) * outerStep + (inners - 1) * innerStep
}

function isSum(axis: Axis): bool {
  return axis.count > 1 && axis.dst == 0
}

function isRow(axis: Axis, sums: Axis): bool {
  return axis.count > 1 && axis.wgt == 0 && axis != sums
}

function isLeft(axis: Axis, sums: Axis, rows: Axis): bool {
  return axis.count > 1 && axis != sums && axis != rows
}
