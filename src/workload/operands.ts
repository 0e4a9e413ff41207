import { seededRandom, type Random } from './random.js'
import type { Workload } from './workload.js'

/** A workload's inputs as a caller holds them, unpacked. */
export interface Operands {
  /** m x k, row-major. */
  readonly a: Int8Array
  /** n x k, row-major: one row an output channel. */
  readonly b: Int8Array
  /** n values; null when the workload has no bias. */
  readonly bias: Int32Array | null
}

function fillInt8(values: Int8Array, random: Random): Int8Array {
  const whole = values.length - (values.length % 4)
  for (let i = 0; i < whole; i += 4) {
    const bits = random.int32()
    values[i] = bits
    values[i + 1] = bits >> 8
    values[i + 2] = bits >> 16
    values[i + 3] = bits >> 24
  }
  for (let i = whole; i < values.length; i++) values[i] = random.int32()
  return values
}

/**
 * Every magnitude that an int32 has is equally likely: large ones make the sum wrap, small ones survive a clip that
 * would turn uniform int32 values into nothing but its two ends.
 */
function fillBias(values: Int32Array, random: Random): Int32Array {
  for (let i = 0; i < values.length; i++) values[i] = random.int32() >> random.below(32)
  return values
}

/** Random inputs: a and b uniform over all of int8, the bias over all magnitudes of int32. */
export function randomOperands(workload: Workload, seed: number): Operands {
  const { m, n, k, epilogue } = workload
  const random = seededRandom(seed)
  return {
    a: fillInt8(new Int8Array(m * k), random),
    b: fillInt8(new Int8Array(n * k), random),
    bias: epilogue.bias ? fillBias(new Int32Array(n), random) : null,
  }
}
