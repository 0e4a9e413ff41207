import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomOperands } from '../../src/workload/operands.js'
import { applyEpilogue, reference } from '../../src/workload/reference.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyWorkload } from './arbitrary.js'
import { naiveProduct } from './oracle.js'

describe('the plain reference', () => {
  it('equals the definition in exact integers, for any shape and epilogue', () => {
    fc.assert(
      fc.property(anyWorkload(20), fc.integer(), (workload, seed) => {
        const operands = randomOperands(workload, seed)
        expect(reference(workload, operands)).toEqual(naiveProduct(workload, operands))
      }),
    )
  })

  it.each([
    ['the longest rows, of which a pair is taken at a time', 3, 5, 65_536],
    ['fewer rows at a time than there are', 71, 129, 2_050],
    ['more rows than are taken at a time', 300, 515, 7],
    ['one row after a product with more', 1, 1, 33],
  ])('equals the definition for %s', (_, m, n, k) => {
    const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 9 } })
    const operands = randomOperands(workload, 7)
    expect(reference(workload, operands)).toEqual(naiveProduct(workload, operands))
  })

  it('does not lose the longest sum: 65536 products of -128 and -128', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 1, n: 1, k: 65_536, epilogue: { shift: 24 } })
    const worst = new Int8Array(65_536).fill(-128)
    expect([...reference(workload, { a: worst, b: worst, bias: null })]).toEqual([64])
  })
})

describe('the epilogue', () => {
  const base = { bias: false, bias_after_shift: false, shift: 0, relu: false, clip: null } as const

  it('keeps the low 8 bits when there is nothing to do', () => {
    expect(applyEpilogue(base, 0x1ff, 0)).toBe(-1)
  })

  it('wraps the sum with the bias at 32 bits before the shift', () => {
    expect(applyEpilogue({ ...base, bias: true, shift: 31 }, 0x7fffffff, 1)).toBe(-1)
  })

  it('adds a late bias to the shifted sum', () => {
    expect(applyEpilogue({ ...base, bias: true, bias_after_shift: true, shift: 4 }, 160, 3)).toBe(13)
  })

  it('clips after relu', () => {
    expect(applyEpilogue({ ...base, relu: true, clip: [-128, -5] }, 100, 0)).toBe(-5)
  })
})
