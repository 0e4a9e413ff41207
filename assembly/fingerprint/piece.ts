import { ANY, blocksTo, restOf, Segment } from './segments'

/*
 * How much of an instruction's two loops is done at once: as many iterations from one on, columns of the outer loop and
 * rows of the inner one, as work on the same segments and along their coordinates. It begins with what the loops have
 * left, and each operand may leave less of it.
 */

/** Iterations of the inner loop along a segment, `wanted` at most, from an element on. */
export function rowsAlong(segment: Segment, element: u32, step: u32, wanted: u32): u32 {
  if (step == 1) return min(wanted, leftOf(segment, element))
  return step == 0 && (segment.width == 0 || segment.minor == ANY) ? wanted : 1
}

/** Elements of a segment from one on in the same block. */
function leftOf(segment: Segment, element: u32): u32 {
  const left = segment.end - element
  const width = segment.width
  return width == 0 ? left : min(left, width - restOf(segment, element, blocksTo(segment, element)))
}

/** Iterations of the outer loop, each a block further on, `wanted` at most; of `rows` rows each. */
export function columnsAlong(
  segment: Segment,
  element: u32,
  step: u32,
  rows: u32,
  rowStep: u32,
  wanted: u32,
): u32 {
  if (wanted == 1) return 1
  if (segment.width != 0 && step != segment.width) return 1
  return stepsWithin(segment, element + (rows - 1) * rowStep, step, wanted)
}

/** How many steps from an element on stay within its segment, the first included: `wanted` at most. */
export function stepsWithin(segment: Segment, element: u32, step: u32, wanted: u32): u32 {
  const last = element + (wanted - 1) * step
  return last < segment.end ? wanted : (segment.end - 1 - element) / step + 1
}
