import { describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { MeasurePool } from '../../src/measure/pool.js'
import type { SpaceName } from '../../src/search/spaces.js'
import { defaultSpace, strategyNames, type StrategyName } from '../../src/search/strategies.js'
import { tune } from '../../src/service/tune.js'
import { StandInPool } from './stand-ins.js'
import { normalWorkload } from '../../src/workload/workload.js'

const workload = normalWorkload({ kind: 'gemm', m: 5, n: 30, k: 40, epilogue: { shift: 8, relu: true } })

/** A tuning's result without what depends on the clock. */
async function tuneWith(workers: number, strategy: StrategyName, space = defaultSpace(strategy)) {
  const pool = await MeasurePool.start({ workers })
  try {
    const request = { workload, hardware: preset('pynq'), strategy, space, seed: 7 }
    const result = await tune({ ...request, budget: { trials: 400, seconds: null } }, { pool })
    return { ...result, seconds: 0, candidates_per_second: 0 }
  } finally {
    await pool.close()
  }
}

/** A random tuning of an m x n x k product, whose pool is never asked. */
function asked(m: number, n: number, k: number, space: SpaceName) {
  const product = { workload: normalWorkload({ kind: 'gemm', m, n, k }), hardware: preset('pynq') }
  const request = { ...product, strategy: 'random', space, seed: 1 } as const
  return tune({ ...request, budget: { trials: 10, seconds: null } }, { pool: new StandInPool() })
}

describe('tuning a real workload in real workers', () => {
  it.each(strategyNames)('gives the same with one worker as with two: %s', async (strategy) => {
    const [one, two] = await Promise.all([tuneWith(1, strategy), tuneWith(2, strategy)])
    expect(one).toEqual(two)
    expect(one.best).toMatchObject({ verified: true })
    expect(one.best?.cycles).toBeLessThanOrEqual(one.default_cycles ?? 0)
  })

  const others = [
    ['random', 'equal-tiles'],
    ['grid', 'sequences'],
    ['genetic', 'sequences'],
    ['annealing', 'sequences'],
    ['tpe', 'sequences'],
  ] as const satisfies readonly (readonly [StrategyName, SpaceName])[]
  it.each(others)('searches another space than its own with %s: %s', async (strategy, space) => {
    const result = await tuneWith(2, strategy, space)
    expect(result.space).toMatch(`gemm-${space}/`)
    expect(result.best).toMatchObject({ verified: true })
    expect(result).toMatchObject({ certified: false })
  })

  it('says that a space is empty, and which is not', async () => {
    await expect(asked(16_384, 16_384, 64, 'sequences')).rejects.toThrow(
      'space: sequences has no schedule of 16384x16384x64',
    )
  })

  it('is refused where no program can be timed to its end', async () => {
    await expect(asked(16_384, 4096, 4096, 'equal-tiles')).rejects.toThrow(
      'workload: its products take 1073741824 cycles on pynq, a run is timed to 1073741824',
    )
  })

  it('is refused where certified is to settle another space than its own', async () => {
    await expect(tuneWith(1, 'certified', 'equal-tiles')).rejects.toThrow(
      'space: certified settles sequences',
    )
  })
})
