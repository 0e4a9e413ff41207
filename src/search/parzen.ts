import { fraction, type Random } from '../workload/random.js'
import type { Digits } from './mixed-radix.js'
import type { Points } from './space.js'

/** Kernels of a digit: row `centre` holds the probability of each value, `radix` a row. */
type Kernel = Float64Array

/** Share of a kernel that is spread evenly over all values: a knob's value that was never seen stays possible. */
const spread = 0.2

/** Ordered digits near the centre are likelier, by a discrete normal distribution; others share what is left evenly. */
function kernelOf(radix: number, ordered: boolean, width: number): Kernel {
  const kernel = new Float64Array(radix * radix)
  for (let centre = 0; centre < radix; centre++) {
    const row = kernel.subarray(centre * radix, (centre + 1) * radix)
    for (let value = 0; value < radix; value++) {
      const distance = value - centre
      row[value] = ordered ? Math.exp(-(distance * distance) / (2 * width * width)) : Number(distance === 0)
    }
    const sum = row.reduce((total, weight) => total + weight, 0)
    for (let value = 0; value < radix; value++)
      row[value] = ((1 - spread) * row[value]) / sum + spread / radix
  }
  return kernel
}

/**
 * Kernel density over digit vectors (Parzen window): an even prior, and around each point that was seen a product of
 * one kernel a digit. All digits of a kernel go together, so that what goes well together stays together.
 */
export class Parzen {
  readonly #radices: readonly number[]
  readonly #kernels: readonly Kernel[]
  readonly #prior: number

  /** @param centres are the points that were seen, their digits one after the other. */
  constructor(
    { radices, ordered, size }: Points,
    private readonly centres: Int32Array,
  ) {
    this.#radices = radices
    const seen = Math.max(1, this.count)
    // Scott's rule: windows narrow as more is seen.
    const narrowing = seen ** (-1 / (radices.length + 4))
    this.#kernels = radices.map((radix, place) =>
      kernelOf(radix, ordered[place], Math.max(0.5, (radix / 4) * narrowing)),
    )
    this.#prior = 1 / size
  }

  get count(): number {
    return this.centres.length / this.#radices.length
  }

  density(digits: Digits): number {
    const { length } = this.#radices
    const { centres } = this
    let sum = this.#prior
    for (let at = 0; at < centres.length; at += length) {
      let product = 1
      for (let place = 0; place < length; place++) {
        product *= this.#kernels[place][centres[at + place] * this.#radices[place] + digits[place]]
      }
      sum += product
    }
    return sum / (this.count + 1)
  }

  sample(into: Digits, random: Random): void {
    const { length } = this.#radices
    const chosen = random.below(this.count + 1)
    for (let place = 0; place < length; place++) {
      const radix = this.#radices[place]
      into[place] =
        chosen === this.count
          ? random.below(radix)
          : drawFrom(this.#kernels[place], this.centres[chosen * length + place] * radix, radix, random)
    }
  }
}

/** Draws a value from one row of a kernel. */
function drawFrom(kernel: Kernel, row: number, radix: number, random: Random): number {
  let rest = fraction(random)
  for (let value = 0; value < radix - 1; value++) {
    rest -= kernel[row + value]
    if (rest < 0) return value
  }
  return radix - 1
}
