import { describe, expect, it } from 'vitest'
import { preset } from '../../../src/hardware/presets.js'
import { beginLists } from '../../../src/measure/settling.js'
import { lowerBound } from '../../../src/search/bounds/lower-bound.js'
import { listKinds } from '../../../src/search/product-lists/starts.js'
import { normalWorkload } from '../../../src/workload/workload.js'

const pynq = preset('pynq')

describe('the lists that walks begin with', () => {
  it.each([
    ['all fits', 64, 256, 256],
    ['accumulators for a part of C', 512, 1024, 64],
    ['one block of k', 1024, 512, 16],
    ['a bias as long as the accumulators', 16, 32_768, 16],
    ['a bias that leaves no accumulator', 16, 65_536, 16],
    ['nothing fits', 1024, 1024, 1024],
  ])('are no plain waste where %s', (_, m, n, k) => {
    const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { bias: true, shift: 7, relu: true } })
    const [{ cycles }] = listKinds(workload, pynq)
      .flatMap(({ lists: of }) => beginLists({ workload, hardware: pynq, of, until: null }).lists)
      .toSorted((a, b) => a.cycles - b.cycles)
    expect(cycles).toBeLessThan(1.25 * lowerBound(workload, pynq).cycles)
  })
})
