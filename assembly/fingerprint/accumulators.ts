import { fold } from './field'
import { Product } from './product'
import {
  ACC,
  ANY,
  blocksTo,
  copyContent,
  cut,
  OUT,
  overwrite,
  padOf,
  restOf,
  Segment,
  segmentAt,
  startOf,
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
 * Adds products to ACC elements from one on, and copies them to OUT. They are left as large as the piece is that was
 * done: elements may be of several segments.
 * @param rows of the whole loop: less than all of them are one column.
 */
export function accumulate(product: Product, at: u32, rows: u32, ordinal: u32): void {
  const acc = padOf(ACC)
  const start = startOf(acc, at)
  let segment = segmentAt(acc, start)
  const width = segment.width
  const blocks: u32 = width == 0 ? 0 : blocksTo(segment, at)
  const rest: u32 = width == 0 ? 0 : restOf(segment, at, blocks)
  const some = min(product.rows, width == 0 ? segment.end - at : min(segment.end - at, width - rest))
  const isWhole = some == rows && (width == 0 || width == rows)
  const columns: u32 = isWhole ? columnsWithin(segment.end - at, rows, product.columns) : 1
  const end = at + columns * some
  if (start != at || segment.end != end) {
    cut(acc, at)
    cut(acc, end)
    segment = segmentAt(acc, at)
  }
  if (product.isPlaced) {
    if (width == 0) {
      setPlace(segment, at, some, product.row, product.column)
      segment.ofProduct = fold(product.sum)
    } else if (segment.major + blocks != product.column) {
      spoil(segment)
    } else if (segment.minor == ANY) {
      setPlace(segment, at, some, product.row, product.column)
      segment.ofProduct = fold(product.sum)
    } else if (segment.minor + rest != product.row) {
      spoil(segment)
    } else {
      segment.ofProduct = fold(f64x2.add(segment.ofProduct, product.sum))
    }
  }
  copyContent(overwrite(padOf(OUT), at, end, ordinal, storesBeforeCompute()), segment)
  product.rows = some
  product.columns = columns
}

/** How many columns of so many rows there are in a number of elements: `wanted` at most. A division takes long. */
function columnsWithin(elements: u32, rows: u32, wanted: u32): u32 {
  return rows * wanted <= elements ? wanted : elements / rows
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
