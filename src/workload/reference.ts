import type { Operands } from './operands.js'
import type { Epilogue, Workload } from './workload.js'

/**
 * Rows of B that are multiplied with all rows of A before the next ones: at most this many bytes, so that they stay
 * in a core's first cache.
 */
const cachedBytes = 16_384

/** A 2 x 4 tile of sums: its eight accumulators and six operands fit in the registers. Writes sums[row][column]. */
function sumTile2x4(
  a: Int8Array,
  b: Int8Array,
  k: number,
  row: number,
  column: number,
  sums: Int32Array,
  n: number,
): void {
  const a0 = row * k
  const a1 = a0 + k
  const b0 = column * k
  const b1 = b0 + k
  const b2 = b1 + k
  const b3 = b2 + k
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  for (let i = 0; i < k; i++) {
    const x0 = a[a0 + i]
    const x1 = a[a1 + i]
    const y0 = b[b0 + i]
    const y1 = b[b1 + i]
    const y2 = b[b2 + i]
    const y3 = b[b3 + i]
    s00 = (s00 + Math.imul(x0, y0)) | 0
    s01 = (s01 + Math.imul(x0, y1)) | 0
    s02 = (s02 + Math.imul(x0, y2)) | 0
    s03 = (s03 + Math.imul(x0, y3)) | 0
    s10 = (s10 + Math.imul(x1, y0)) | 0
    s11 = (s11 + Math.imul(x1, y1)) | 0
    s12 = (s12 + Math.imul(x1, y2)) | 0
    s13 = (s13 + Math.imul(x1, y3)) | 0
  }
  const to = row * n + column
  sums[to] = s00
  sums[to + 1] = s01
  sums[to + 2] = s02
  sums[to + 3] = s03
  sums[to + n] = s10
  sums[to + n + 1] = s11
  sums[to + n + 2] = s12
  sums[to + n + 3] = s13
}

function sumOne(a: Int8Array, b: Int8Array, k: number, row: number, column: number): number {
  let sum = 0
  for (let i = 0; i < k; i++) sum = (sum + Math.imul(a[row * k + i], b[column * k + i])) | 0
  return sum
}

/** The sums of products, m x n int32: k is at most 2^16 and a product at most 2^14, so no sum wraps. */
export function productSums(workload: Workload, { a, b }: Operands): Int32Array {
  const { m, n, k } = workload
  const sums = new Int32Array(m * n)
  const step = Math.max(4, Math.floor(cachedBytes / k) & ~3)
  const evenRows = m & ~1
  for (let first = 0; first < n; first += step) {
    const end = Math.min(n, first + step)
    const tiled = first + ((end - first) & ~3)
    for (let row = 0; row < evenRows; row += 2) {
      for (let column = first; column < tiled; column += 4) sumTile2x4(a, b, k, row, column, sums, n)
    }
    for (let row = 0; row < m; row++) {
      for (let column = row < evenRows ? tiled : first; column < end; column++) {
        sums[row * n + column] = sumOne(a, b, k, row, column)
      }
    }
  }
  return sums
}

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
