import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startWith } from '../../src/search/start-with.js'
import { askingNames, strategies } from '../../src/search/strategies.js'
import type { Strategy } from '../../src/search/strategy.js'
import { points } from './points.js'

function walk(strategy: Strategy, batch: number): number[] {
  const asked: number[] = []
  for (let next = strategy.ask(batch); next.length > 0; next = strategy.ask(batch)) {
    asked.push(...next)
    strategy.tell(next.map((index) => ({ index, cycles: 1 + (index % 11) })))
  }
  return asked
}

const anyFirst = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 60 })

describe.each(askingNames)('%s that starts with given points', (name) => {
  it('asks for those first and in order, then for all others, none twice', () => {
    fc.assert(
      fc.property(anyFirst, fc.integer({ min: 1, max: 20 }), fc.integer(), (first, batch, seed) => {
        const strategy = strategies[name].start({ space: points([3, 4, 5]), seed, trials: null })
        const asked = walk(startWith(first, strategy), batch)
        expect(asked.slice(0, first.length)).toEqual(first)
        expect(asked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i))
      }),
      { numRuns: 20 },
    )
  })
})
