import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomOperands } from '../../src/workload/operands.js'
import {
  outputPosition,
  packedShape,
  packOperands,
  packOutput,
  unpackOutput,
} from '../../src/workload/packing.js'
import { applyEpilogue, reference } from '../../src/workload/reference.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyWorkload } from './arbitrary.js'

const anyBlock = fc.constantFrom(8, 16, 32)

describe('packing', () => {
  it('puts every value of A and B where docs/layout.md says, and zero everywhere else', () => {
    fc.assert(
      fc.property(anyWorkload(40), anyBlock, fc.integer(), (workload, block, seed) => {
        const { m, n, k } = workload
        const { nBlocks, kBlocks } = packedShape(workload, { block })
        const operands = randomOperands(workload, seed)
        const packed = packOperands(workload, { block }, operands)
        for (let kk = 0; kk < kBlocks * block; kk++) {
          const kb = Math.floor(kk / block)
          const ki = kk % block
          for (let row = 0; row < m; row++) {
            const found = packed.a[(kb * m + row) * block + ki]
            expect(found).toBe(kk < k ? operands.a[row * k + kk] : 0)
          }
          for (let nn = 0; nn < nBlocks * block; nn++) {
            const found =
              packed.b[((kb * nBlocks + Math.floor(nn / block)) * block + (nn % block)) * block + ki]
            expect(found).toBe(kk < k && nn < n ? operands.b[nn * k + kk] : 0)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('pads the bias with zeros to whole blocks', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 1, n: 5, k: 1, epilogue: { bias: true } })
    const operands = { a: new Int8Array(1), b: new Int8Array(5), bias: Int32Array.of(1, -2, 3, -4, 5) }
    expect([...(packOperands(workload, { block: 8 }, operands).bias ?? [])]).toEqual([
      1, -2, 3, -4, 5, 0, 0, 0,
    ])
  })

  it('gives back what was packed: unpacking an output undoes packing it', () => {
    fc.assert(
      fc.property(anyWorkload(40), anyBlock, fc.integer(), (workload, block, seed) => {
        const c = reference(workload, randomOperands(workload, seed))
        expect(unpackOutput(workload, { block }, packOutput(workload, { block }, c))).toEqual(c)
      }),
    )
  })

  it('is consistent: the packed output is the product of the packed inputs, padding included', () => {
    fc.assert(
      fc.property(anyWorkload(24), anyBlock, fc.integer(), (workload, block, seed) => {
        const { nBlocks, kBlocks } = packedShape(workload, { block })
        const operands = randomOperands(workload, seed)
        const { a, b, bias } = packOperands(workload, { block }, operands)
        const expected = packOutput(workload, { block }, reference(workload, operands))
        for (let i = 0; i < expected.length; i++) {
          const { row, channel: column } = outputPosition(i, packedShape(workload, { block }))
          let sum = 0
          for (let kk = 0; kk < kBlocks * block; kk++) {
            const kb = Math.floor(kk / block)
            const element = kb * nBlocks + Math.floor(column / block)
            sum +=
              a[(kb * workload.m + row) * block + (kk % block)] *
              b[(element * block + (column % block)) * block + (kk % block)]
          }
          expect(expected[i]).toBe(applyEpilogue(workload.epilogue, sum, bias === null ? 0 : bias[column]))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('has the extents and places of the example in docs/layout.md', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 5, n: 20, k: 40, epilogue: { bias: true } })
    const operands = randomOperands(workload, 1)
    const packed = packOperands(workload, { block: 16 }, operands)
    expect([packed.a.byteLength, packed.b.byteLength, packed.bias?.byteLength]).toEqual([240, 1536, 128])
    expect(packed.a[(2 * 5 + 4) * 16 + 7]).toBe(operands.a[4 * 40 + 39])
    expect(packed.b[((2 * 2 + 1) * 16 + 3) * 16 + 7]).toBe(operands.b[19 * 40 + 39])
    const c = reference(workload, operands)
    expect(packOutput(workload, { block: 16 }, c)[(1 * 5 + 4) * 16 + 3]).toBe(c[4 * 20 + 19])
  })
})
