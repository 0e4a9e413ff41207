import type { Epilogue } from '../../workload/workload.js'

/** Values that an integer expression can take: every one from low to high is possible. */
interface Range {
  readonly low: number
  readonly high: number
}

const int32: Range = { low: -(2 ** 31), high: 2 ** 31 - 1 }
const int8: Range = { low: -128, high: 127 }

/** Fewer distinct values than this and an epilogue is too plain a function to need anything for sure. */
const steps = 5

/**
 * What every program must do to a sum to make an output of it, counted so that it is never too much (docs/bounds.md,
 * "Passes").
 */
export interface NeededPasses {
  /** ALU operations that each output needs, and kinds of ALU instructions that there must be. */
  readonly passes: number
  /** Whether outputs do not depend on A and B at all. */
  readonly constant: boolean
}

/** ALU operations that an output of `k` products cannot do without. */
export function neededPasses(epilogue: Epilogue, k: number): NeededPasses {
  const { low, high } = afterShift(epilogue, k)
  const floor = Math.max(epilogue.relu ? 0 : int32.low, epilogue.clip ? epilogue.clip[0] : int32.low)
  const ceiling = epilogue.clip ? epilogue.clip[1] : int32.high
  const from = Math.max(low, Math.min(floor, ceiling))
  const to = Math.min(high, ceiling)
  if (to <= from) return { passes: 0, constant: true }
  const shifts = epilogue.shift > 0 && to - from >= steps
  const raises = floor - low >= steps && to > floor
  const lowers = high - ceiling >= steps && ceiling > from
  return { passes: Number(shifts) + Number(raises) + Number(lowers), constant: false }
}

/** What is left after bias and shift. A bias is any int32, so that any sum is possible with it. */
function afterShift({ bias, bias_after_shift: late, shift }: Epilogue, k: number): Range {
  const sum = { low: k * int8.low * int8.high, high: k * int8.low * int8.low }
  const { low, high } = bias && !late ? int32 : sum
  return late ? int32 : { low: low >> shift, high: high >> shift }
}
