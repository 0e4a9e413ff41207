import { describe, expect, it } from 'vitest'
import { neededPasses } from '../../src/search/bounds/needed-passes.js'
import { applyEpilogue } from '../../src/workload/reference.js'
import { normalWorkload, type Epilogue, type WorkloadInput } from '../../src/workload/workload.js'

type Operation = (x: number) => number

const epilogueOf = (input: WorkloadInput['epilogue']): Epilogue =>
  normalWorkload({ kind: 'gemm', m: 1, n: 1, k: 1, epilogue: input }).epilogue

/** Immediate operations that could be of use: shifts of any width, and limits near every corner of the epilogue. */
function operations({ shift, clip }: Epilogue): readonly Operation[] {
  const found: Operation[] = []
  for (let bits = 0; bits < 32; bits++) found.push((x) => x >> bits)
  for (let bits = 1; bits <= 24; bits++) found.push((x) => x << bits)
  const corners = [0, ...(clip ?? [])].flatMap((c) => [c, c << shift, ((c + 1) << shift) - 1])
  const limits = new Set(corners.flatMap((c) => [c - 1, c, c + 1, -c]).filter((c) => c === (c << 16) >> 16))
  for (const limit of limits) {
    found.push(
      (x) => Math.min(x, limit),
      (x) => Math.max(x, limit),
      (x) => (x + limit) | 0,
    )
  }
  return found
}

/** Sums at which wrong chains show: the ends, the corners, and steps between. */
function sumsOf({ shift, clip }: Epilogue, k: number): readonly number[] {
  const low = -k * 128 * 127
  const high = k * 128 * 128
  const corners = [0, ...(clip ?? [])].flatMap((c) => [-1, 0, 1].map((d) => (c << shift) + d))
  const between = Array.from({ length: 200 }, (_, i) => Math.floor(low + ((high - low) * i) / 199))
  return [...corners, ...between].filter((sum) => low <= sum && sum <= high)
}

/** The fewest operations, at most two, whose chain gives the epilogue's low byte; 3 when there are none. */
function fewest(epilogue: Epilogue, k: number): number {
  const sums = sumsOf(epilogue, k)
  const wanted = sums.map((sum) => applyEpilogue(epilogue, sum, 0))
  const right = (chain: Operation) => sums.every((sum, i) => (chain(sum) << 24) >> 24 === wanted[i])
  if (right((x) => x)) return 0
  const all = operations(epilogue)
  if (all.some(right)) return 1
  return all.some((f) => all.some((g) => right((x) => g(f(x))))) ? 2 : 3
}

const epilogues: readonly WorkloadInput['epilogue'][] = [
  {},
  { relu: true },
  { shift: 1 },
  { shift: 8 },
  { shift: 31 },
  { shift: 8, clip: [0, 127] },
  { shift: 8, clip: [-1, 0] },
  { shift: 8, clip: [0, 1] },
  { shift: 8, clip: [-128, 127] },
  { shift: 12, relu: true },
  { shift: 12, relu: true, clip: [-3, 2] },
  { clip: [-100, 100] },
  { clip: [3, 100], relu: true },
  { shift: 4, clip: [-20, 127] },
  { shift: 20, clip: [-5, 5] },
]

describe('passes that every program needs', () => {
  it('are never more than a chain of operations that does the same', () => {
    for (const input of epilogues) {
      for (const k of [1, 2, 7, 64, 1000]) {
        const epilogue = epilogueOf(input)
        const { passes } = neededPasses(epilogue, k)
        expect(passes, JSON.stringify({ input, k })).toBeLessThanOrEqual(fewest(epilogue, k))
      }
    }
  })

  it('are shift, low and high end where the sums reach beyond both', () => {
    expect(neededPasses(epilogueOf({ shift: 8, clip: [0, 127] }), 256)).toEqual({
      passes: 3,
      constant: false,
    })
    expect(neededPasses(epilogueOf({ shift: 8 }), 256)).toEqual({ passes: 1, constant: false })
    expect(neededPasses(epilogueOf({}), 256)).toEqual({ passes: 0, constant: false })
  })

  it('are none where all outputs are the same', () => {
    const same: readonly WorkloadInput['epilogue'][] = [
      { clip: [5, 5] },
      { shift: 31, relu: true, clip: [-7, 0] },
      { relu: true, clip: [-9, -2] },
    ]
    for (const input of same) {
      expect(neededPasses(epilogueOf(input), 64)).toEqual({ passes: 0, constant: true })
    }
  })
})
