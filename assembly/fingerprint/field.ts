/*
 * Arithmetic of fingerprints: two numbers modulo the prime p = 2^24 - 3, side by side as doubles, which hold sums of
 * their products exactly. Numbers from -1 to p may stand for themselves modulo p; sums are folded into that range.
 */

export const elementBytes: u32 = 16

const p: f64 = 16777213

/** Constants that are loaded: to make them in a register would take longer. */
const constants = memory.data<f64>([1.0 / 16777213.0, 1.0 / 16777213.0, 16777213.0, 16777213.0], 16)

/** value - p x floor(value / p), of a whole value below 2^53 - p; the quotient's rounding may make it one too many or few. */
export function fold(value: v128): v128 {
  const quotient = f64x2.floor(f64x2.mul(value, v128.load(constants)))
  return f64x2.sub(value, f64x2.mul(quotient, v128.load(constants, 16)))
}

/** Whether two numbers are the same modulo p; NaN is the same as nothing. */
export function areEqual(a: v128, b: v128): bool {
  const difference = f64x2.abs(f64x2.sub(a, b))
  const isZero = f64x2.eq(difference, f64x2.splat(0))
  return i64x2.all_true(v128.or(isZero, f64x2.eq(difference, v128.load(constants, 16))))
}

/** An element of 64 random bits. */
export function drawn(random: u64): v128 {
  const first = f64x2.splat(<f64>((random & 0xffffffff) % <u64>p))
  return f64x2.replace_lane(first, 1, <f64>((random >> 32) % <u64>p))
}

/** A permutation of 64-bit numbers that looks random (Stafford's mix 13 of splitmix64's finalizer). */
export function mix(bits: u64): u64 {
  let z = bits
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb
  return z ^ (z >> 31)
}

/** Fills elements with random ones: a number of splitmix64's sequence each. */
export function fillRandom(at: usize, count: u32, seed: u32): void {
  let state: u64 = mix(seed)
  for (let i: u32 = 0; i < count; i++) {
    state += 0x9e3779b97f4a7c15
    v128.store(at + i * elementBytes, drawn(mix(state)))
  }
}
