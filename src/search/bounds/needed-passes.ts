import type { Epilogue } from '../../workload/workload.js'

/** Values from low to high. */
interface Range {
  readonly low: number
  readonly high: number
}

const int32: Range = { low: -(2 ** 31), high: 2 ** 31 - 1 }
const int8: Range = { low: -128, high: 127 }

/** Steps of an epilogue that make sure of what an operation does: one could do two things by chance on fewer. */
const sure = 5

/**
 * What every program must do to a sum to make an output of it, counted so that it is never too much (docs/bounds.md,
 * "Passes").
 */
export interface NeededPasses {
  /** ALU operations that each output needs, each of another kind. */
  readonly passes: number
  /** Whether outputs do not depend on A and B at all. */
  readonly constant: boolean
}

/** ALU operations that an output of `k` products cannot do without. */
export function neededPasses(epilogue: Epilogue, k: number): NeededPasses {
  const { shift } = epilogue
  // With a bias of zero, which must come out right as well, the sums are those of the products.
  const sums = { low: k * int8.low * int8.high, high: k * int8.low * int8.low }
  const shifted = { low: sums.low >> shift, high: sums.high >> shift }
  const left = clipped(epilogue, shifted)
  const possible = clipped(epilogue, epilogue.bias ? int32 : shifted)
  const constant = possible.low >= possible.high
  if (left.high - left.low < sure) return { passes: 0, constant }
  const needed = [shift > 0, left.low - shifted.low >= sure, shifted.high - left.high >= sure]
  return { passes: needed.filter(Boolean).length, constant }
}

/** What relu and clip leave of a range. */
function clipped({ relu, clip }: Epilogue, { low, high }: Range): Range {
  const [from, to] = clip ?? [int32.low, int32.high]
  const limit = (value: number): number => Math.min(Math.max(value, relu ? 0 : int32.low, from), to)
  return { low: limit(low), high: limit(high) }
}
