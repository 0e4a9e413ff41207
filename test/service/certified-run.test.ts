import { expect, it } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import type { Measurer } from '../../src/measure/pool.js'
import { tune } from '../../src/service/tune.js'
import { gemm } from '../store/samples.js'
import { StandInPool } from './stand-ins.js'

it('gives every part and walk the same end, so that those that wait for a worker do not outlast the budget', async () => {
  const ends: (number | null)[] = []
  const pool = new StandInPool()
  const watched: Measurer = {
    measure: (subject, schedules, signal) => pool.measure(subject, schedules, signal),
    settle: (...[, { until }]: Parameters<Measurer['settle']>) => {
      ends.push(until)
      return pool.settle()
    },
    anneal: (...[, { until }]: Parameters<Measurer['anneal']>) => {
      ends.push(until)
      return pool.anneal()
    },
    bound: () => pool.bound(),
  }
  const request = {
    workload: gemm(16),
    hardware: preset('pynq'),
    strategy: 'certified',
    space: 'sequences',
    seed: 1,
  } as const
  const before = Date.now()
  await tune({ ...request, budget: { trials: null, seconds: 1000 } }, { pool: watched })
  expect(ends.length).toBeGreaterThan(64)
  for (const end of ends) {
    expect(end).toBeGreaterThanOrEqual(before)
    expect(end).toBeLessThanOrEqual(Date.now() + 1_000_000)
  }
  expect(Math.max(...ends.map((end) => end ?? 0)) - Math.min(...ends.map((end) => end ?? 0))).toBeLessThan(
    1000,
  )
})
