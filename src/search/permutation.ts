import type { Random } from '../workload/random.js'

const rounds = 6

/** Mixes the bits of a 32-bit integer (the finisher of MurmurHash3). */
function mix(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/**
 * A random order of 0 .. size-1 that is held in a few numbers: a Feistel network over the smallest even number of bits
 * that holds them, walked on from what is not below the size (Black and Rogaway, "Ciphers with arbitrary finite
 * domains", 2002).
 * @param size from 1 to 2^52
 * @returns what stands at a place of the order
 */
export function permutation(size: number, random: Random): (place: number) => number {
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2))
  const half = 2 ** halfBits
  const mask = half - 1
  const keys = Int32Array.from({ length: rounds }, () => random.int32())
  const encipher = (value: number): number => {
    let left = Math.floor(value / half)
    let right = value % half
    for (const key of keys) {
      const mixed = left ^ (mix(right ^ key) & mask)
      left = right
      right = mixed
    }
    return left * half + right
  }
  return (place) => {
    let value = encipher(place)
    while (value >= size) value = encipher(value)
    return value
  }
}
