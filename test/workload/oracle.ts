import type { Operands } from '../../src/workload/operands.js'
import type { Workload } from '../../src/workload/workload.js'

/** The product as the definition reads, in exact integers: nothing here is shared with the code under test. */
export function naiveProduct(workload: Workload, { a, b, bias }: Operands): Int8Array {
  const { m, n, k, epilogue: e } = workload
  const c = new Int8Array(m * n)
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let x = 0n
      for (let i = 0; i < k; i++) x += BigInt(a[row * k + i]) * BigInt(b[column * k + i])
      const added = bias === null ? 0n : BigInt(bias[column])
      if (!e.bias_after_shift) x += added
      x = BigInt.asIntN(32, x) >> BigInt(e.shift)
      if (e.bias_after_shift) x = BigInt.asIntN(32, x + added)
      if (e.relu && x < 0n) x = 0n
      if (e.clip && x < e.clip[0]) x = BigInt(e.clip[0])
      if (e.clip && x > e.clip[1]) x = BigInt(e.clip[1])
      c[row * n + column] = Number(BigInt.asIntN(8, x))
    }
  }
  return c
}
