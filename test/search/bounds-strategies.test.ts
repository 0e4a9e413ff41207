import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { MeasurePool } from '../../src/measure/pool.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { askingStrategy, strategyNames } from '../../src/search/strategies.js'
import { tune } from '../../src/service/tune.js'
import { anyWorkload } from '../workload/arbitrary.js'

/** A handful of workloads, other ones each time. */
const cases = fc.sample(
  fc.record({ workload: anyWorkload(60), hardware: fc.constantFrom(...presetNames).map((n) => preset(n)) }),
  4,
)

describe('no strategy finds a program below the bound', () => {
  let pool: MeasurePool
  beforeAll(async () => void (pool = await MeasurePool.start({ workers: 2 })))
  afterAll(() => pool.close())

  it.each(strategyNames.filter((name) => name !== 'exhaustive'))('%s', async (strategy) => {
    for (const { workload, hardware } of cases) {
      const budget = strategy === 'certified' ? { trials: null, seconds: 2 } : { trials: 60, seconds: null }
      const space = strategy === 'certified' ? 'sequences' : askingStrategy(strategy).defaultSpace
      const request = { workload, hardware, strategy, space, budget, seed: 1 }
      const { best, gap } = await tune(request, { pool })
      if (best === null || gap === null) continue
      expect(best.cycles, JSON.stringify(request)).toBeGreaterThanOrEqual(
        lowerBound(workload, hardware).cycles,
      )
      expect(gap).toBeGreaterThanOrEqual(0)
    }
  })
})
