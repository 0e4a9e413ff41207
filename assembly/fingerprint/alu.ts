import { inner, outer } from '../axes'
import * as f from '../fields'
import { microOp } from '../micro-ops'
import { copyOut } from './accumulators'
import { choose, combine, derive, isImmediate, pass } from './operation'
import { columnsAlong, rowsAlong } from './piece'
import { Run } from './runs'
import { ACC, copyContent, cut, holder, overwrite, padOf, Segment, segmentAt, segmentBytes } from './segments'

/* ALU instructions whose loops have been read and none of whose indices wraps. */

const result = changetype<Segment>(memory.data(80, 16))
/** What the two latest destinations held before they were written. */
const kept = memory.data(160, 16)

/** @param isApart whether no destination is a source. */
export function alu(run: Run, w3: u32, isApart: bool, ordinal: u32): void {
  choose(w3)
  const word = microOp(run.begin)
  if (run.count == 1 && isInPlace(word)) passOver(f.dstOf(word), ordinal)
  else if (run.count == 1 && isApart) operatePieces(f.dstOf(word), f.srcOf(word), ordinal)
  else operateOneByOne(run, ordinal)
}

/** Whether every element is passed over once, where it is. */
function isInPlace(word: u32): bool {
  if (!isImmediate || f.dstOf(word) != f.srcOf(word)) return false
  const rowsInPlace = inner.count == 1 || (inner.dst == 1 && inner.src == 1)
  return rowsInPlace && (outer.count == 1 || (outer.dst >= inner.count && outer.src == outer.dst))
}

function passOver(first: u32, ordinal: u32): void {
  if (outer.dst == inner.count || outer.count == 1) {
    return passOverRange(first, first + outer.count * inner.count, ordinal)
  }
  for (let o: u32 = 0; o < outer.count; o++) {
    const from = first + o * outer.dst
    passOverRange(from, from + inner.count, ordinal)
  }
}

function passOverRange(from: u32, to: u32, ordinal: u32): void {
  const acc = padOf(ACC)
  cut(acc, from)
  cut(acc, to)
  for (let at = from; at < to;) {
    const segment = segmentAt(acc, at)
    pass(segment)
    at = segment.end
  }
  copyOut(from, to, ordinal)
}

/** Iterations of which none reads what another one writes, as many at once as go along the same segments. */
function operatePieces(dst: u32, src: u32, ordinal: u32): void {
  const acc = padOf(ACC)
  const isDense = outer.dst == inner.count && inner.dst == 1
  for (let o: u32 = 0, columns: u32 = 1; o < outer.count; o += columns) {
    for (let i: u32 = 0, rows: u32 = 1; i < inner.count; i += rows) {
      const at = dst + o * outer.dst + i * inner.dst
      const from = src + o * outer.src + i * inner.src
      const source = holder(acc, from)
      const target = isImmediate ? source : holder(acc, at)
      rows = rowsAlong(source, from, inner.src, inner.dst == 1 ? inner.count - i : 1)
      if (!isImmediate) rows = rowsAlong(target, at, 1, rows)
      columns = 1
      if (isDense && rows == inner.count) {
        columns = columnsAlong(source, from, outer.src, rows, inner.src, outer.count - o)
        if (!isImmediate) columns = columnsAlong(target, at, outer.dst, rows, 1, columns)
      }
      operate(at, source, from, columns, rows, ordinal)
    }
  }
}

/**
 * The iterations in order, each reading its source as it was before the one just before has written, but its
 * destination as that has left it (timing.md 12, "ALU hazard").
 */
function operateOneByOne(run: Run, ordinal: u32): void {
  const acc = padOf(ACC)
  let previous: u32 = -1
  let odd: usize = 0
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let i: u32 = 0; i < inner.count; i++) {
      for (let u: u32 = 0; u < run.count; u++) {
        const word = microOp(run.begin + u)
        const at = f.dstOf(word) + o * outer.dst + i * inner.dst
        const from = f.srcOf(word) + o * outer.src + i * inner.src
        const source = from == previous ? keptAt(odd) : holder(acc, from)
        odd ^= 1
        copyContent(keptAt(odd), holder(acc, at))
        previous = at
        operate(at, source, from, 1, 1, ordinal)
      }
    }
  }
}

function keptAt(odd: usize): Segment {
  return changetype<Segment>(kept + odd * segmentBytes)
}

/** Operates on a piece, `columns` times `rows` elements from one on. */
function operate(at: u32, source: Segment, from: u32, columns: u32, rows: u32, ordinal: u32): void {
  const acc = padOf(ACC)
  if (isImmediate) derive(result, at, source, from, rows)
  else combine(result, holder(acc, at), at, source, from, rows)
  const end = at + columns * rows
  copyContent(overwrite(acc, at, end, 0, u32.MAX_VALUE), result)
  copyOut(at, end, ordinal)
}
