import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strategies, strategyNames, type StrategyName } from '../../src/search/strategies.js'
import type { StrategyStart, Trial } from '../../src/search/strategy.js'

/** A measured cost that no strategy can foresee; every seventh point does not count. */
const trialAt = (index: number): Trial => ({
  index,
  cycles: index % 7 === 3 ? null : ((index * 2_654_435_761) % 1009) + 1,
})

/** Everything that a strategy asks for, batch by batch. */
function walk(name: StrategyName, from: StrategyStart, batch: number): number[] {
  const strategy = strategies[name].start(from)
  const asked: number[] = []
  for (;;) {
    const indices = strategy.ask(batch)
    if (indices.length === 0) return asked
    expect(indices.length).toBeLessThanOrEqual(batch)
    asked.push(...indices)
    strategy.tell(indices.map(trialAt))
  }
}

const anyStart = fc.record({
  space: fc.record({ size: fc.integer({ min: 1, max: 400 }) }),
  seed: fc.integer(),
  trials: fc.option(fc.integer({ min: 1, max: 500 })),
})
const anyBatch = fc.integer({ min: 1, max: 64 })

describe.each(strategyNames)('the strategy %s', (name) => {
  it('asks only for points of the space, and for none twice', () => {
    fc.assert(
      fc.property(anyStart, anyBatch, (from, batch) => {
        const asked = walk(name, from, batch)
        expect(new Set(asked).size).toBe(asked.length)
        for (const index of asked) expect(index >= 0 && index < from.space.size).toBe(true)
      }),
    )
  })

  it('spends its trials, or ends with the whole space tried', () => {
    fc.assert(
      fc.property(anyStart, anyBatch, (from, batch) => {
        const expected = Math.min(from.space.size, from.trials ?? from.space.size)
        expect(walk(name, from, batch)).toHaveLength(expected)
      }),
    )
  })

  it('asks for the same points in the same order when started again alike', () => {
    fc.assert(
      fc.property(anyStart, anyBatch, (from, batch) => {
        expect(walk(name, from, batch)).toEqual(walk(name, from, batch))
      }),
    )
  })

  it('stays ended once it has ended', () => {
    const strategy = strategies[name].start({ space: { size: 3 }, seed: 1, trials: null })
    strategy.tell(strategy.ask(8).map(trialAt))
    expect(strategy.ask(8)).toEqual([])
    expect(strategy.ask(8)).toEqual([])
  })

  it('copes with a space of one point', () => {
    expect(walk(name, { space: { size: 1 }, seed: 9, trials: null }, 16)).toEqual([0])
  })
})
