import type { Operands } from './operands.js'
import { productSums } from './product-sums.js'
import type { Epilogue, Workload } from './workload.js'

const lowestInt32 = -(2 ** 31)
const highestInt32 = 2 ** 31 - 1

/**
 * What a sum becomes with its channel's bias: bias, shift (bias here if after_shift), relu, clip; 32-bit sums wrap, and
 * what is left keeps its low 8 bits. A function made once: half a billion sums ask it.
 */
export function epilogueOf({ bias_after_shift: after, shift, relu, clip }: Epilogue) {
  const [low, high] = clip ?? [lowestInt32, highestInt32]
  return (sum: number, bias: number): number => {
    const shifted = ((after ? sum : sum + bias) | 0) >> shift
    const biased = after ? (shifted + bias) | 0 : shifted
    const positive = relu && biased < 0 ? 0 : biased
    const clipped = positive < low ? low : positive > high ? high : positive
    return (clipped << 24) >> 24
  }
}

/** The same for one sum. */
export const applyEpilogue = (epilogue: Epilogue, sum: number, bias: number): number =>
  epilogueOf(epilogue)(sum, bias)

/** The plain reference: `C[m,n] = epilogue(sum_k A[m,k] * B[n,k])`, m x n int8, row-major. */
export function reference(workload: Workload, operands: Operands): Int8Array {
  const { m, n, epilogue } = workload
  const { bias } = operands
  const outputOf = epilogueOf(epilogue)
  const c = new Int8Array(m * n)
  for (const { firstA, endA, firstB, endB, sums, stride } of productSums(workload, operands)) {
    for (let row = firstA; row < endA; row++) {
      const from = (row - firstA) * stride - firstB
      const to = row * n
      for (let column = firstB; column < endB; column++) {
        c[to + column] = outputOf(sums[from + column], bias === null ? 0 : bias[column])
      }
    }
  }
  return c
}
