import { describe, expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { MeasurePool } from '../../src/measure/pool.js'
import { strategyNames, type StrategyName } from '../../src/search/strategies.js'
import { tune } from '../../src/service/tune.js'
import { normalWorkload } from '../../src/workload/workload.js'

const workload = normalWorkload({ kind: 'gemm', m: 5, n: 30, k: 40, epilogue: { shift: 8, relu: true } })

/** A tuning's result without what depends on the clock. */
async function tuneWith(workers: number, strategy: StrategyName) {
  const pool = await MeasurePool.start({ workers })
  try {
    const request = { workload, hardware: preset('pynq'), strategy, seed: 7 }
    const result = await tune({ ...request, budget: { trials: 400, seconds: null } }, { pool })
    return { ...result, seconds: 0, candidates_per_second: 0 }
  } finally {
    await pool.close()
  }
}

describe('tuning a real workload in real workers', () => {
  it.each(strategyNames)('gives the same with one worker as with two: %s', async (strategy) => {
    const [one, two] = await Promise.all([tuneWith(1, strategy), tuneWith(2, strategy)])
    expect(one).toEqual(two)
    expect(one.best).toMatchObject({ verified: true })
    expect(one.best?.cycles).toBeLessThanOrEqual(one.default_cycles ?? 0)
  })
})
