import type { Epilogue } from '../workload/workload.js'

/** One ALU pass over a tile of C: with an immediate, or with the bias row as its second operand. */
export type AluPass =
  | { readonly op: 'min' | 'max' | 'shr'; readonly imm: number }
  | { readonly op: 'add'; readonly operand: 'bias' }

/**
 * The ALU passes after the sum is complete. A bias that comes before the shift is not among them: the tile starts
 * from it instead of from zero. relu and the clip's low end are both a maximum, and max(max(x, 0), low) is
 * max(x, max(0, low)), so they are one pass.
 */
export function epiloguePasses(epilogue: Epilogue): readonly AluPass[] {
  const passes: AluPass[] = []
  if (epilogue.shift > 0) passes.push({ op: 'shr', imm: epilogue.shift })
  if (epilogue.bias_after_shift) passes.push({ op: 'add', operand: 'bias' })
  const floor = lowest(epilogue)
  if (floor !== null) passes.push({ op: 'max', imm: floor })
  if (epilogue.clip) passes.push({ op: 'min', imm: epilogue.clip[1] })
  return passes
}

/** The value below which nothing is left by relu and clip; null when neither is asked for. */
function lowest({ relu, clip }: Epilogue): number | null {
  if (relu && clip) return Math.max(0, clip[0])
  if (relu) return 0
  return clip ? clip[0] : null
}

/** Whether a tile of C starts as the bias row instead of zero. */
export const startsFromBias = (epilogue: Epilogue): boolean => epilogue.bias && !epilogue.bias_after_shift
