import { fold } from './field'
import {
  ACC,
  ANY,
  copyContent,
  cut,
  majorOf,
  minorOf,
  OUT,
  overwrite,
  padOf,
  Segment,
  segmentAt,
} from './segments'
import { storesBeforeCompute } from './tokens'

/* What ACC elements hold, and OUT's beside them. */

/** The same everywhere, whatever row and block of channels. */
export function setConstant(segment: Segment, value: v128): void {
  segment.width = 0
  segment.constant = value
  segment.ofBias = segment.ofProduct = f64x2.splat(0)
}

/** A formula that no right program has: with something in it that it did not load, or of more than one row or column. */
export function spoil(segment: Segment): void {
  setConstant(segment, f64x2.splat(NaN))
}

/** Says where a piece's elements are in C, from its first one on. */
export function setPlace(segment: Segment, first: u32, width: u32, row: u32, column: u32): void {
  segment.base = first
  segment.width = width
  segment.minor = row
  segment.major = column
}

/** Whether rows are the same, or one of them is any. */
export function areSameRow(a: u32, b: u32): bool {
  return a == b || a == ANY || b == ANY
}

/**
 * Adds a product to a piece of elements from one on: `columns` times `rows` of them, the first of a row and a column of
 * C. @param factor what the product is but for factors of row and column.
 */
export function addProduct(at: u32, columns: u32, rows: u32, row: u32, column: u32, factor: v128): void {
  const acc = padOf(ACC)
  cut(acc, at)
  cut(acc, at + columns * rows)
  const segment = segmentAt(acc, at)
  if (segment.width == 0) {
    setPlace(segment, at, rows, row, column)
    segment.ofProduct = factor
    return
  }
  const own = minorOf(segment, at)
  if (majorOf(segment, at) != column || !areSameRow(own, row)) return spoil(segment)
  if (own == ANY) setPlace(segment, at, rows, row, column)
  segment.ofProduct = fold(f64x2.add(segment.ofProduct, factor))
}

/** OUT gets what ACC elements [from, to) hold. */
export function copyOut(from: u32, to: u32, ordinal: u32): void {
  const acc = padOf(ACC)
  const out = padOf(OUT)
  const ended = storesBeforeCompute()
  while (from < to) {
    const segment = segmentAt(acc, from)
    copyContent(overwrite(out, from, segment.end, ordinal, ended), segment)
    from = segment.end
  }
}

/** Reset: ACC elements [from, to) become zero; OUT's stay. */
export function resetElements(from: u32, to: u32): void {
  setConstant(overwrite(padOf(ACC), from, to, 0, u32.MAX_VALUE), f64x2.splat(0))
}
