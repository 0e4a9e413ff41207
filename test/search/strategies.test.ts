import { describe, expect, it } from 'vitest'
import { exhaustive, exhaustiveLimit } from '../../src/search/exhaustive.js'
import { grid } from '../../src/search/grid.js'
import { random } from '../../src/search/random.js'
import { strategyName } from '../../src/search/strategies.js'
import { points } from './points.js'

describe('exhaustive', () => {
  it('walks the space in order', () => {
    const strategy = exhaustive.start({ space: points([5]), seed: 1, trials: null })
    expect([...strategy.ask(3), ...strategy.ask(3)]).toEqual([0, 1, 2, 3, 4])
  })

  it('refuses a space above its limit, naming strategy, limit and size', () => {
    const space = points([exhaustiveLimit + 1])
    expect(() => exhaustive.start({ space, seed: 1, trials: 10 })).toThrow(
      'strategy: exhaustive tries at most 2000000 schedules and this space has 2000001: ' +
        'use random or grid with a number of trials',
    )
  })
})

describe('grid', () => {
  it('tries the larger three quarters of tile sizes first, and all the others behind them', () => {
    const space = points([8, 5])
    const tried = grid.start({ space, seed: 1, trials: null }).ask(100)
    const sizes = tried.map((point) => space.digits(point)[0])
    expect(Math.min(...sizes.slice(0, 30))).toBe(2)
    expect(Math.max(...sizes.slice(30))).toBe(1)
  })

  it('is spread over all values of all knobs however few trials there are', () => {
    const space = points([1, 4, 5, 1, 6])
    const tried = grid.start({ space, seed: 3, trials: 12 }).ask(12)
    for (const place of [1, 2, 4]) {
      const values = tried.map((point) => space.digits(point)[place])
      expect(new Set(values).size).toBe(space.radices[place])
    }
  })

  it('gives distinct points of the largest spaces', () => {
    const size = 2 ** 52 + 1
    const drawn = grid.start({ space: points([1, size]), seed: 1, trials: 1000 }).ask(1000)
    expect(new Set(drawn).size).toBe(1000)
    expect(Math.max(...drawn)).toBeLessThan(size)
  })
})

describe('random', () => {
  it('draws every point once when given as many trials as points', () => {
    const drawn = random.start({ space: points([1000]), seed: 4, trials: null }).ask(5000)
    expect(drawn.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(drawn).not.toEqual(drawn.toSorted((x, y) => x - y))
  })

  it('draws other points for another seed', () => {
    const space = points([1e9])
    const [one, other] = [1, 2].map((seed) => random.start({ space, seed, trials: 50 }).ask(50))
    expect(one).not.toEqual(other)
  })

  it('draws evenly: each tenth of the space gets about a tenth of the points', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    const size = 1e12
    for (const index of random.start({ space: points([size]), seed: 2, trials: 20_000 }).ask(20_000)) {
      counts[Math.floor((index / size) * 10)]++
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})

it('an unknown strategy is refused with the names of those there are', () => {
  expect(() => strategyName('magic')).toThrow(
    'strategy: unknown strategy "magic": one of certified, exhaustive, grid, random, genetic, annealing, tpe',
  )
})
