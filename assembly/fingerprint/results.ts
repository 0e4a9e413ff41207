import { setConstant } from './accumulators'
import { areEqual, fold } from './field'
import { choose, pass } from './operation'
import { columnsAlong, rowsAlong } from './piece'
import { clearBits, holder, majorOf, minorOf, noteRead, OUT, padOf, Segment } from './segments'
import { blocksOfK, sumOfProducts, tensorOf } from './tensors'
import { computesBeforeStore } from './tokens'

/*
 * What the elements of C must be, from the workload's definition alone: the same formula for all, but for their row and
 * their block of channels. And which of them a program has stored.
 */

const definition = changetype<Segment>(memory.data(80, 16))

/** C = A x B^T. */
export function defineProducts(): void {
  setConstant(definition, f64x2.splat(0))
  definition.ofProduct = sumOfProducts(0, 0, blocksOfK)
}

/** C = C + bias. */
export function defineBias(): void {
  definition.ofBias = fold(f64x2.add(definition.ofBias, f64x2.splat(1)))
}

/** C = op(C, immediate), said by the last word of an ALU instruction. */
export function definePass(w3: u32): void {
  choose(w3)
  pass(definition)
}

/** A bit for each element of C: whether it was stored. */
let stored: usize = 0
let storedCount: u32 = 0
/** Whether all that was stored was right. */
let isRight: bool = true

/** @param room a bit for each element of C, in words of 16 bytes. */
export function placeStored(room: usize): void {
  stored = room
}

export function forgetResults(): void {
  clearBits(stored, tensorOf(OUT).count)
  storedCount = 0
  isRight = true
}

/** Whether every element of C was stored, and nothing but what it must be. */
export function areRight(): bool {
  return isRight && storedCount == tensorOf(OUT).count
}

/** Notes that OUT elements are stored: a rectangle of C, from an element of it on. */
export function note(first: u32, element: u32, rows: u32, columns: u32, ordinal: u32): void {
  const period = tensorOf(OUT).period
  const ended = computesBeforeStore()
  if (columns == period) mark(element, element + rows * columns)
  else
    for (let row: u32 = 0; row < rows; row++) mark(element + row * period, element + row * period + columns)
  const out = padOf(OUT)
  for (let row: u32 = 0, together: u32 = 1; row < rows; row += together) {
    for (let column: u32 = 0, some: u32 = 1; column < columns; column += some) {
      const at = first + row * columns + column
      const segment = holder(out, at)
      noteRead(segment, ordinal, ended)
      some = rowsAlong(segment, at, 1, columns - column)
      together = some == columns ? columnsAlong(segment, at, columns, some, 1, rows - row) : 1
      const target = element + row * period + column
      if (!isDefinition(segment, at, target % period, target / period)) isRight = false
    }
  }
}

function isDefinition(segment: Segment, at: u32, row: u32, block: u32): bool {
  return (
    segment.width != 0 &&
    minorOf(segment, at) == row &&
    majorOf(segment, at) == block &&
    areEqual(segment.ofProduct, definition.ofProduct) &&
    areEqual(segment.ofBias, definition.ofBias) &&
    areEqual(segment.constant, definition.constant)
  )
}

/** Notes that elements are stored, by the bits of their words. */
function mark(from: u32, to: u32): void {
  while (from < to) {
    const word = stored + ((from >> 6) << 3)
    const end = min(to, (from | 63) + 1)
    const bits = ((<u64>-1) >> (64 - (end - from))) << (from & 63)
    const before = load<u64>(word)
    storedCount += <u32>popcnt(bits & ~before)
    store<u64>(word, before | bits)
    from = end
  }
}
