/** The digits of one number, most significant first. */
export type Digits = Int32Array

/** Numbers 0 .. size-1 as vectors of digits, each with its own radix, the last digit fastest. */
export interface MixedRadix {
  readonly radices: readonly number[]
  /** Product of the radices, at most 2^53. */
  readonly size: number
  /** The digits of a number, in `into` when that is given. @throws RangeError when it is not of 0 .. size-1. */
  digits(index: number, into?: Digits): Digits
  indexOf(digits: Digits): number
}

/** @throws RangeError when a radix is not a positive integer, or there are more numbers than 2^53. */
export function mixedRadix(radices: readonly number[]): MixedRadix {
  const size = radices.reduce((product, radix) => product * radix, 1)
  if (radices.some((radix) => !Number.isInteger(radix) || radix < 1)) {
    throw new RangeError(`radices ${radices.join(', ')}: each must be a positive integer`)
  }
  // Products of integers are exact in a double up to here, so an inexact one is above it.
  if (size > 2 ** 53) throw new RangeError(`${size} numbers: at most 2^53 can be told apart`)
  const digits = (index: number, into: Digits = new Int32Array(radices.length)): Digits => {
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new RangeError(`number ${index}: 0 to ${size - 1}`)
    }
    let rest = index
    for (let place = radices.length - 1; place >= 0; place--) {
      into[place] = rest % radices[place]
      rest = Math.floor(rest / radices[place])
    }
    return into
  }
  const indexOf = (of: Digits): number => {
    let index = 0
    for (let place = 0; place < radices.length; place++) index = index * radices[place] + of[place]
    return index
  }
  return { radices, size, digits, indexOf }
}
