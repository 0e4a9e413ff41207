/** Random numbers from a seed: the same seed gives the same sequence on every machine. */
export interface Random {
  /** The next 32 random bits, as a signed integer. */
  int32(): number
  /** A random integer in 0 .. bound-1, each equally likely; bound from 1 to 2^53. */
  below(bound: number): number
}

/** A fraction drawn evenly from 0 up to, but not including, 1, in steps of 2^-32. */
export const fraction = (random: Random): number => (random.int32() >>> 0) / 2 ** 32

/** Fills the generator's state from one seed (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"). */
const splitMix = (seed: number) => {
  let state = seed | 0
  return (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
}

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits))

/** xoshiro128** (Blackman, Vigna: "Scrambled linear pseudorandom number generators"), seeded by splitmix. */
export function seededRandom(seed: number): Random {
  const next = splitMix(seed)
  let [s0, s1, s2, s3] = [next(), next(), next(), next()]
  const int32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9)
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotateLeft(s3, 11)
    return result
  }
  const bits53 = (): number => (int32() >>> 0) * 2 ** 21 + (int32() >>> 11)
  const below = (bound: number): number => {
    // The values above the last whole multiple of bound would favour small results: draw again.
    const limit = 2 ** 53 - (2 ** 53 % bound)
    let value = bits53()
    while (value >= limit) value = bits53()
    return value % bound
  }
  return { int32, below }
}
