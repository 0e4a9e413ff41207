import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strategies, askingNames, type AskingName } from '../../src/search/strategies.js'
import type { StrategyStart, Trial } from '../../src/search/strategy.js'
import { anyPoints, points } from '../search/points.js'

/** A measured cost that no strategy can foresee; every seventh point does not count. */
const trialAt = (index: number): Trial => ({
  index,
  cycles: index % 7 === 3 ? null : ((index * 2_654_435_761) % 1009) + 1,
})

const nothingCounts = (index: number): Trial => ({ index, cycles: null })
const allAlike = (index: number): Trial => ({ index, cycles: 1000 })

/** Everything that a strategy asks for, batch by batch. */
function walk(name: AskingName, from: StrategyStart, batch: number, measure = trialAt): number[] {
  const strategy = strategies[name].start(from)
  const asked: number[] = []
  for (;;) {
    const indices = strategy.ask(batch)
    if (indices.length === 0) return asked
    expect(indices.length).toBeLessThanOrEqual(batch)
    asked.push(...indices)
    strategy.tell(indices.map(measure))
  }
}

const anyStart = fc.record({
  space: anyPoints,
  seed: fc.integer(),
  trials: fc.option(fc.integer({ min: 1, max: 500 })),
})
const anyBatch = fc.integer({ min: 1, max: 64 })
const anyMeasure = fc.constantFrom(trialAt, nothingCounts, allAlike)
const few = { numRuns: 25 }

describe.each(askingNames)('the strategy %s', (name) => {
  it('asks only for points of the space, and for none twice, whatever it is told', () => {
    fc.assert(
      fc.property(anyStart, anyBatch, anyMeasure, (from, batch, measure) => {
        const asked = walk(name, from, batch, measure)
        expect(new Set(asked).size).toBe(asked.length)
        for (const index of asked) expect(index >= 0 && index < from.space.size).toBe(true)
      }),
      few,
    )
  })

  it('spends its trials, or ends with the whole space tried', () => {
    fc.assert(
      fc.property(anyStart, anyBatch, anyMeasure, (from, batch, measure) => {
        const expected = Math.min(from.space.size, from.trials ?? from.space.size)
        expect(walk(name, from, batch, measure)).toHaveLength(expected)
      }),
      few,
    )
  })

  it('asks for the same points in the same order when started again alike', () => {
    fc.assert(
      fc.property(anyStart, anyBatch, (from, batch) => {
        expect(walk(name, from, batch)).toEqual(walk(name, from, batch))
      }),
      few,
    )
  })

  it('stays ended once it has ended', () => {
    const strategy = strategies[name].start({ space: points([3]), seed: 1, trials: null })
    strategy.tell(strategy.ask(8).map(trialAt))
    expect(strategy.ask(8)).toEqual([])
    expect(strategy.ask(8)).toEqual([])
  })

  it('copes with a space of one point', () => {
    expect(walk(name, { space: points([1, 1]), seed: 9, trials: null }, 16)).toEqual([0])
  })

  it('can be told of points before it asks', () => {
    const strategy = strategies[name].start({ space: points([4, 5, 6]), seed: 1, trials: 100 })
    strategy.tell([5, 17, 3].map(trialAt))
    const asked = strategy.ask(32)
    expect(asked.length).toBeGreaterThan(0)
    expect(new Set(asked).size).toBe(asked.length)
  })
})

const learning = ['genetic', 'annealing', 'tpe'] as const satisfies readonly AskingName[]

describe.each(learning)('the learning strategy %s', (name) => {
  const space = points([12, 12, 12, 12])
  /** Far from one corner costs more, and half of the space is illegal. */
  const measure = (index: number): Trial => {
    const [a, b, c, d] = space.digits(index)
    return { index, cycles: (a + b) % 2 === 1 ? null : 1000 + (a - 7) ** 2 + (b - 3) ** 2 + 9 * (c + d) }
  }

  it('finds one of the five best points of 20,736 in 400 trials from two of five seeds, where even draws do so from one of ten', () => {
    const finds = [1, 2, 3, 4, 5].filter((seed) => {
      const found = walk(name, { space, seed, trials: 400 }, 512, measure)
      return found.some((index) => (measure(index).cycles ?? Infinity) <= 1002)
    })
    expect(finds.length).toBeGreaterThanOrEqual(2)
  })

  it('asks for other points with another seed', () => {
    const [one, other] = [1, 2].map((seed) => walk(name, { space, seed, trials: 200 }, 512, measure))
    expect(one).not.toEqual(other)
  })

  it('does not ask again for what it was told of', () => {
    const small = points([3, 4, 5])
    const strategy = strategies[name].start({ space: small, seed: 3, trials: null })
    strategy.tell([1, 2, 3, 4, 5].map(trialAt))
    const asked: number[] = []
    for (let batch = strategy.ask(16); batch.length > 0; batch = strategy.ask(16)) {
      asked.push(...batch)
      strategy.tell(batch.map(trialAt))
    }
    expect(asked.toSorted((a, b) => a - b)).toEqual([0, ...Array.from({ length: 54 }, (_, i) => i + 6)])
  })
})
