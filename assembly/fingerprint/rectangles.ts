/*
 * A transfer cut into rectangles of a tensor: parts of rows of the same length, one below the other, or one. In the
 * scratchpad they are dense.
 */

/** The rectangle at hand: its first element in scratchpad and tensor, its rows, and elements of each. */
export let place: u32 = 0
export let element: u32 = 0
export let rows: u32 = 0
export let columns: u32 = 0

let period: u32 = 0
/** Of the transfer: its rows' length and distances, in the scratchpad and in the tensor. */
let width: u32 = 0
let pitch: u32 = 0
let stride: u32 = 0
/** What is left of it: rows, and elements of the row at hand, which begins at `rowPlace` and `rowElement`. */
let rowsLeft: u32 = 0
let left: u32 = 0
let rowPlace: u32 = 0
let rowElement: u32 = 0

/** Begins with a transfer of whole rows. @param first element of the tensor. */
export function beginRectangles(
  at: u32,
  first: u32,
  count: u32,
  length: u32,
  ownPitch: u32,
  ownStride: u32,
  ownPeriod: u32,
): void {
  rowPlace = at
  rowElement = first
  rowsLeft = count
  left = width = length
  pitch = ownPitch
  stride = ownStride
  period = ownPeriod
  rows = columns = 0
  place = at
  element = first
}

/** Goes to the next rectangle, if there is one. */
export function nextRectangle(): bool {
  place += rows * columns
  element += rows * columns
  if (left == 0) {
    rowsLeft--
    rowPlace += pitch
    rowElement += stride
    place = rowPlace
    element = rowElement
    left = width
  }
  if (rowsLeft == 0) return false
  const minor = element % period
  if (left == width && stride == period && pitch == width && minor + width <= period) {
    rows = rowsLeft
    columns = width
    rowsLeft = 0
    return true
  }
  const isWhole = minor == 0 && left >= period
  rows = isWhole ? left / period : 1
  columns = isWhole ? period : min(left, period - minor)
  left -= rows * columns
  return true
}
