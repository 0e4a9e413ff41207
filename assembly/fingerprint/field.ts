/*
 * Arithmetic of fingerprints: two numbers modulo the prime p = 2^31 - 1, side by side. In memory 8 bytes, in a register
 * two 64-bit lanes. Numbers below 2^32 may stand for themselves modulo p (loose); below p each stands for one class.
 */

export const elementBytes: u32 = 8

const p: i64 = 0x7fffffff

export function read(at: usize): v128 {
  return v128.load_ext<u32>(at)
}

/** Both lanes below 2^32. */
export function write(at: usize, value: v128): void {
  v128.store64_lane(at, v128.shuffle<i32>(value, value, 0, 2, 0, 2), 0)
}

/** Loose, of lanes below 2^62. */
export function fold(value: v128): v128 {
  return i64x2.add(lowPart(value), highPart(value))
}

/** Value = low part + 2^31 x high part, which is low + high modulo p. */
export function lowPart(value: v128): v128 {
  return v128.and(value, i64x2.splat(p))
}

export function highPart(value: v128): v128 {
  return i64x2.shr_u(value, 31)
}

/** The product of two elements up to p, in memory; below 2^62. */
export function product(a: usize, b: usize): v128 {
  return i64x2.extmul_low_i32x4_u(v128.load64_zero(a), v128.load64_zero(b))
}

/** A loose element in memory as 64 bits that are the same for equal elements. */
export function bits(at: usize): u64 {
  return ((<u64>strict(load<u32>(at, 4))) << 32) | strict(load<u32>(at))
}

function strict(loose: u32): u32 {
  const once = (loose & (<u32>p)) + (loose >> 31)
  return once >= <u32>p ? once - <u32>p : once
}

/** Writes 62 of 64 random bits as an element of lanes up to p. */
export function writeBits(at: usize, random: u64): void {
  store<u64>(at, random & 0x7fffffff7fffffff)
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
    writeBits(at + i * elementBytes, mix(state))
  }
}
