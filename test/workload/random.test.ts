import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomOperands } from '../../src/workload/operands.js'
import { seededRandom } from '../../src/workload/random.js'
import { normalWorkload } from '../../src/workload/workload.js'

function draw(seed: number): number[] {
  const random = seededRandom(seed)
  return Array.from({ length: 8 }, () => random.int32())
}

describe('the random generator', () => {
  it('repeats itself for the same seed and not for another', () => {
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('stays below its bound, whatever the bound', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 52 }), (seed, bound) => {
        const random = seededRandom(seed)
        for (let i = 0; i < 20; i++) {
          const value = random.below(bound)
          expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true)
        }
      }),
    )
  })

  it('hits every value of a small bound about as often', () => {
    const random = seededRandom(3)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 100_000; i++) counts[random.below(10)]++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})

describe('random operands', () => {
  const workload = normalWorkload({ kind: 'gemm', m: 64, n: 64, k: 63, epilogue: { bias: true } })

  it('are the same for the same seed', () => {
    expect(randomOperands(workload, 5)).toEqual(randomOperands(workload, 5))
    expect(randomOperands(workload, 5)).not.toEqual(randomOperands(workload, 6))
  })

  it('cover all of int8', () => {
    const { a, b } = randomOperands(workload, 5)
    expect(new Set(a).size).toBe(256)
    expect(new Set(b).size).toBe(256)
  })

  it('have biases of every sign and of small and large magnitude', () => {
    const bias = [...(randomOperands(workload, 5).bias ?? [])]
    expect(bias.some((x) => x > 2 ** 24) && bias.some((x) => x < -(2 ** 24))).toBe(true)
    expect(bias.some((x) => Math.abs(x) < 256)).toBe(true)
  })
})
