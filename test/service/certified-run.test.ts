import { expect, it } from 'vitest'
import { defaultSchedule } from '../../src/compiler/default.js'
import { preset } from '../../src/hardware/presets.js'
import { scheduleMaker } from '../../src/measure/candidates.js'
import type { Measurer } from '../../src/measure/pool.js'
import { rowsOf } from '../../src/measure/row-group.js'
import { tune } from '../../src/service/tune.js'
import { gemm, groupOf, illegal, verified } from '../store/samples.js'
import { StandInPool, untilAborted } from './stand-ins.js'

/** A pool's answers, some of which a test replaces. */
const poolOf = (pool: StandInPool): Measurer => ({
  measure: (subject, candidates, signal) => pool.measure(subject, candidates, signal),
  settle: () => pool.settle(),
  lists: () => pool.lists(),
  anneal: () => pool.anneal(),
  bound: () => pool.bound(),
})

const request = {
  workload: gemm(16),
  hardware: preset('pynq'),
  strategy: 'certified',
  space: 'sequences',
  seed: 1,
} as const

it('says how many parts are open when its budget ends before they are settled', async () => {
  const pool = new StandInPool()
  let parts = 0
  const slow: Measurer = {
    ...poolOf(pool),
    // The first look has 8 parts and settles none of the 64.
    settle: async (...[, { shard }]: Parameters<Measurer['settle']>) => ({
      ...(await pool.settle()),
      complete: shard.mostTiles !== null || ++parts <= 20,
    }),
  }
  const budget = { trials: null, seconds: 1000 }
  const result = await tune({ ...request, budget }, { pool: slow })
  expect(result).toMatchObject({ certified: false, open_parts: 44, lower_bound: 1, space_size: null })
  expect(await tune({ ...request, budget }, { pool })).toMatchObject({ open_parts: 0 })
})

it('gives all parts the same end, so that those that wait for a worker do not outlast the budget, and walks one that leaves time for them', async () => {
  const ends = { parts: new Set<number | null>(), walks: new Set<number | null>() }
  const pool = new StandInPool()
  const watched: Measurer = {
    ...poolOf(pool),
    settle: (...[, { until }]: Parameters<Measurer['settle']>) => {
      ends.parts.add(until)
      return pool.settle()
    },
    anneal: (...[, { until }]: Parameters<Measurer['anneal']>) => {
      ends.walks.add(until)
      return pool.anneal()
    },
  }
  const before = Date.now()
  await tune({ ...request, budget: { trials: null, seconds: 100 } }, { pool: watched })
  const [end, ...otherEnds] = ends.parts
  expect(otherEnds).toHaveLength(0)
  expect(end).toBeGreaterThan(before + 90_000)
  expect(end).toBeLessThanOrEqual(Date.now() + 100_000)
  // The first walks look for something to beat; the others leave 0.6 of 90 seconds.
  const sooner = [...ends.walks].map((walksEnd) => Math.round(((end ?? 0) - (walksEnd ?? 0)) / 1000))
  expect(new Set(sooner)).toEqual(new Set([0, 54]))
})

/** A pool that finds every schedule right. */
const rightPool = (pool: StandInPool): Measurer => ({
  ...poolOf(pool),
  measure: (_, candidates) =>
    Promise.resolve([groupOf({ ...verified(900), schedule: scheduleMaker(candidates, request)(0) })]),
})

it('ends with what it has verified when a walk goes on beyond its seconds', async () => {
  const stuck: Measurer = {
    ...rightPool(new StandInPool()),
    anneal: (...[, , signal]) => untilAborted(signal),
  }
  const budget = { trials: null, seconds: 0.01 }
  const result = await tune({ ...request, budget }, { pool: stuck })
  expect(result).toMatchObject({ best: { verified: true }, certified: false, open_parts: 64 })
})

it('certifies nothing where what seemed faster could not be verified, and keeps what was', async () => {
  const right = rightPool(new StandInPool())
  const plain = defaultSchedule(request.workload, request.hardware)
  const faster = { ...plain, tile_m: 2 }
  const slow: Measurer = {
    ...right,
    anneal: () => Promise.resolve({ best: { schedule: faster, cycles: 1 }, simulated: 1 }),
    measure: (subject, candidates) =>
      scheduleMaker(candidates, request)(0).tile_m === 2
        ? Promise.resolve([groupOf({ ...illegal(2), status: 'timeout' })])
        : right.measure(subject, candidates),
  }
  const budget = { trials: null, seconds: 1000 }
  const statuses = new Set<string>()
  const result = await tune(
    { ...request, budget },
    { pool: slow, onBatch: (groups) => rowsOf(groups).forEach(({ status }) => statuses.add(status)) },
  )
  expect(result).toMatchObject({ best: { schedule: plain }, certified: false, open_parts: 0 })
  expect(statuses).toContain('timeout')
})
