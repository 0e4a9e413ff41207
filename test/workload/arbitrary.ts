import * as fc from 'fast-check'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'

const int8 = fc.integer({ min: -128, max: 127 })

const epilogue = fc.record(
  {
    bias: fc.boolean(),
    shift: fc.integer({ min: 0, max: 31 }),
    relu: fc.boolean(),
    clip: fc.tuple(int8, int8).map(([x, y]): [number, number] => [Math.min(x, y), Math.max(x, y)]),
  },
  { requiredKeys: [] },
)

/** Workloads of any shape up to the given extent, with any epilogue. */
export const anyWorkload = (largest: number): fc.Arbitrary<Workload> => {
  const extent = fc.integer({ min: 1, max: largest })
  return fc
    .record({ m: extent, n: extent, k: extent, epilogue, late: fc.boolean() })
    .map(({ m, n, k, epilogue: e, late }) =>
      normalWorkload({
        kind: 'gemm',
        m,
        n,
        k,
        epilogue: { ...e, ...(late && e.bias !== false ? { bias_after_shift: true } : {}) },
      }),
    )
}
