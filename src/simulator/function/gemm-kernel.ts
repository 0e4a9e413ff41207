import type { Hardware } from '../../hardware/hardware.js'
import type { Scratchpads } from './scratchpads.js'

/**
 * The inner product of GEMM: ACC[dst] += INP[src] x WGT[wgt]^T, OUT[dst] = its low bytes (timing.md 13).
 *
 * Two output channels share one float64: weights of rows 2p and 2p + 1 are packed as low + high x 2^24. A sum over a
 * block is at most 32 x 2^14 = 2^19 in size, so that both sums stay exact and apart. Layout of a packed element:
 * for each 8 columns, for each pair of rows, 8 numbers. An element is packed when it is first used after a load.
 */
export class GemmKernel {
  private readonly packed: Float64Array
  private readonly isPacked: Uint8Array
  /** One sum for each pair of output channels. */
  private readonly sums: Float64Array
  private readonly numbers: number

  constructor(
    private readonly pads: Scratchpads,
    { depth, block }: Hardware,
  ) {
    this.numbers = (block * block) / 2
    this.packed = new Float64Array(depth.wgt * this.numbers)
    this.isPacked = new Uint8Array(depth.wgt)
    this.sums = new Float64Array(block / 2)
  }

  /** Says that WGT elements [first, first + count) have new contents. */
  weightsChanged(first: number, count: number): void {
    this.isPacked.fill(0, first, first + count)
  }

  /** One iteration of GEMM; indices are of elements, within the scratchpads. */
  multiply(dst: number, src: number, wgt: number): void {
    if (this.isPacked[wgt] === 0) this.pack(wgt)
    const { block } = this.pads
    this.sumProducts(src * block, wgt * this.numbers)
    this.addToAcc(dst * block)
  }

  private pack(wgt: number): void {
    const { packed } = this
    const { block, wgt: weights } = this.pads
    let at = wgt * this.numbers
    for (let column = 0; column < block; column += unroll) {
      for (let row = 0; row < block; row += 2) {
        const low = (wgt * block + row) * block + column
        for (let j = 0; j < unroll; j++) packed[at++] = weights[low + j] + weights[low + block + j] * high
      }
    }
    this.isPacked[wgt] = 1
  }

  private sumProducts(src: number, wgt: number): void {
    const { sums, packed } = this
    const { block, inp } = this.pads
    const pairs = sums.length
    let at = wgt
    for (let p = 0; p < pairs; p++) sums[p] = 0
    for (let s = src; s < src + block; s += unroll) {
      const x0 = inp[s]
      const x1 = inp[s + 1]
      const x2 = inp[s + 2]
      const x3 = inp[s + 3]
      const x4 = inp[s + 4]
      const x5 = inp[s + 5]
      const x6 = inp[s + 6]
      const x7 = inp[s + 7]
      for (let p = 0; p < pairs; p++) {
        const left = packed[at] * x0 + packed[at + 1] * x1 + packed[at + 2] * x2 + packed[at + 3] * x3
        const right = packed[at + 4] * x4 + packed[at + 5] * x5 + packed[at + 6] * x6 + packed[at + 7] * x7
        sums[p] += left + right
        at += unroll
      }
    }
  }

  private addToAcc(dst: number): void {
    const { sums } = this
    const { acc, out } = this.pads
    for (let p = 0; p < sums.length; p++) {
      const sum = sums[p]
      const low = ((sum | 0) << 8) >> 8
      const even = (acc[dst + 2 * p] + low) | 0
      const odd = (acc[dst + 2 * p + 1] + (sum - low) * perHigh) | 0
      acc[dst + 2 * p] = even
      acc[dst + 2 * p + 1] = odd
      out[dst + 2 * p] = even
      out[dst + 2 * p + 1] = odd
    }
  }
}

/** Columns taken at a time; every block is a multiple. */
const unroll = 8
const high = 2 ** 24
const perHigh = 2 ** -24
