import type { Operands } from './operands.js'
import { productSums } from './product-sums.js'
import type { Epilogue, Workload } from './workload.js'

/**
 * What one sum becomes: bias, shift (bias here if after_shift), relu, clip; 32-bit sums wrap, and what is left keeps
 * its low 8 bits.
 */
export function applyEpilogue(epilogue: Epilogue, sum: number, bias: number): number {
  const before = epilogue.bias_after_shift ? sum : sum + bias
  const shifted = (before | 0) >> epilogue.shift
  const biased = epilogue.bias_after_shift ? (shifted + bias) | 0 : shifted
  const positive = epilogue.relu && biased < 0 ? 0 : biased
  const [low, high] = epilogue.clip ?? [positive, positive]
  return (Math.min(Math.max(positive, low), high) << 24) >> 24
}

/** The plain reference: `C[m,n] = epilogue(sum_k A[m,k] * B[n,k])`, m x n int8, row-major. */
export function reference(workload: Workload, operands: Operands): Int8Array {
  const { m, n, epilogue } = workload
  const sums = productSums(workload, operands)
  const c = new Int8Array(m * n)
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      const at = row * n + column
      c[at] = applyEpilogue(epilogue, sums[at], operands.bias === null ? 0 : operands.bias[column])
    }
  }
  return c
}
