import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSchedule } from '../../src/compiler/default.js'
import type { Schedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import { these } from '../../src/measure/candidates.js'
import { MeasurePool } from '../../src/measure/pool.js'
import { rowsOf } from '../../src/measure/row-group.js'
import { spaceOf } from '../../src/search/spaces.js'
import { normalWorkload } from '../../src/workload/workload.js'

const workerFile = (name: string): URL => new URL(name, import.meta.url)
const misbehaving = workerFile('misbehaving-worker.mjs')

const subject = {
  workload: normalWorkload({ kind: 'gemm', m: 4, n: 16, k: 16 }),
  hardware: preset('pynq'),
  seed: 5,
}

const plain = defaultSchedule(subject.workload, subject.hardware)
const schedule = (tile: number): Schedule => ({ ...plain, tile_m: tile })
const schedules = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => schedule(first + i))

describe('the pool', () => {
  let pool: MeasurePool
  beforeAll(async () => {
    pool = await MeasurePool.start({ workers: 2, candidateSeconds: 1, worker: misbehaving })
  })
  afterAll(() => pool.close())

  const statuses = async (tiles: readonly Schedule[]) =>
    rowsOf(await pool.measure(subject, these(...tiles))).map(({ status, detail }) =>
      detail === null ? status : `${status}: ${detail}`,
    )

  it('answers in the order of the schedules, however they were spread over workers', async () => {
    const asked = schedules(1, 100)
    const measured = rowsOf(await pool.measure(subject, these(...asked)))
    expect(measured.map((one) => one.schedule)).toEqual(asked)
    expect(measured.map((one) => one.cycles)).toEqual(asked.map((_, i) => (i + 1) * 10))
    expect(measured.every((one) => one.verified && one.seed === 5)).toBe(true)
  })

  it('has a bound worked out once for each workload and hardware', async () => {
    const one = await MeasurePool.start({ workers: 1, worker: misbehaving })
    try {
      expect(await one.bound(subject)).toBe(1)
      expect(await one.bound({ ...subject, seed: 6 })).toBe(1)
      expect(await one.bound({ ...subject, hardware: preset('de10') })).toBe(2)
    } finally {
      await one.close()
    }
  })

  it('answers nothing to nothing', async () => {
    expect(await pool.measure(subject, these())).toEqual([])
  })

  it('records the candidate whose worker exits as crashed, and loses no other', async () => {
    const found = await statuses([...schedules(1, 3), schedule(666), ...schedules(4, 3)])
    expect(found).toEqual(['ok', 'ok', 'ok', 'crashed: worker exited with code: 3', 'ok', 'ok', 'ok'])
  })

  it('records the candidate that makes its worker throw as crashed, with the message', async () => {
    expect(await statuses([schedule(668), schedule(1)])).toEqual(['crashed: the compiler tripped', 'ok'])
  })

  it('records the candidate that takes all memory as crashed', async () => {
    const hungry = await MeasurePool.start({ workers: 1, worker: misbehaving, heapMegabytes: 32 })
    try {
      const [measured, next] = rowsOf(await hungry.measure(subject, these(schedule(669), schedule(2))))
      expect(measured).toMatchObject({ status: 'crashed', cycles: null, verified: false })
      expect(measured.detail).toContain('memory')
      expect(next.status).toBe('ok')
    } finally {
      await hungry.close()
    }
  })

  it('records the candidate that never ends as timed out, and loses no other', async () => {
    expect(await statuses([schedule(1), schedule(667), schedule(2)])).toEqual([
      'ok',
      'timeout: took longer than 1 s',
      'ok',
    ])
  })

  it('measures what a worker left for later, in its order', async () => {
    const asked = [schedule(1), schedule(665), ...schedules(2, 5), schedule(665), schedule(7)]
    const measured = rowsOf(await pool.measure(subject, these(...asked)))
    expect(measured.map((one) => one.schedule)).toEqual(asked)
  })

  it('begins with nothing when time is up', async () => {
    const limits = { until: Date.now() - 1000 }
    expect(await pool.measure(subject, these(...schedules(1, 20)), undefined, limits)).toEqual([])
  })

  it('stops when told to, with the reason, and measures on afterwards', async () => {
    const stop = new AbortController()
    const measuring = pool.measure(subject, these(schedule(667), ...schedules(1, 99)), stop.signal)
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(measuring).rejects.toThrow('enough')
    expect(await statuses([schedule(1)])).toEqual(['ok'])
  })

  it('does not begin when it was told to stop before', async () => {
    const stopped = AbortSignal.abort(new Error('too late'))
    await expect(pool.measure(subject, these(...schedules(1, 3)), stopped)).rejects.toThrow('too late')
  })
})

it('starts workers when one is wanted, and says then if they do not start', async () => {
  const missing = new MeasurePool({ worker: workerFile('nowhere.mjs') })
  await expect(missing.measure(subject, these(schedule(1)))).rejects.toThrow('is missing')
  await missing.close()
  const lazy = new MeasurePool({ workers: 1, worker: misbehaving })
  try {
    expect(rowsOf(await lazy.measure(subject, these(schedule(1))))).toMatchObject([{ status: 'ok' }])
  } finally {
    await lazy.close()
  }
})

describe('the pool with workers of its own', () => {
  it('gives the first candidates when time is up before the last', async () => {
    const own = await MeasurePool.start({ workers: 2 })
    try {
      const space = spaceOf('equal-tiles', subject.workload, subject.hardware)
      const indices = Float64Array.from({ length: 20_000 }, (_, i) => (i * 7919) % space.size)
      const points = { kind: 'points', space: 'equal-tiles', indices } as const
      const measured = rowsOf(await own.measure(subject, points, undefined, { until: Date.now() + 1 }))
      expect(measured.length).toBeLessThan(20_000)
      expect(measured.map((row) => row.schedule)).toEqual(
        Array.from(indices.subarray(0, measured.length), (index) => space.at(index)),
      )
    } finally {
      await own.close()
    }
  })

  it('measures points of a space as their schedules, in their order', async () => {
    const own = await MeasurePool.start({ workers: 2 })
    try {
      const { workload, hardware } = subject
      const space = spaceOf('equal-tiles', workload, hardware)
      const indices = Float64Array.from({ length: 40 }, (_, i) => (i * 7919) % space.size)
      const schedulesThere = Array.from(indices, (index) => space.at(index))
      const byPoint = await own.measure(subject, { kind: 'points', space: 'equal-tiles', indices })
      const bySchedule = await own.measure(subject, these(...schedulesThere))
      const timeless = (groups: typeof byPoint) =>
        rowsOf(groups).map((row) => Object.assign(row, { worker: 0, seconds: 0 }))
      expect(timeless(byPoint)).toEqual(timeless(bySchedule))
      expect(rowsOf(byPoint).map((row) => row.schedule)).toEqual(schedulesThere)
    } finally {
      await own.close()
    }
  })
})

describe('a pool that cannot start', () => {
  it("says so when the workers' code does not load, instead of waiting for ever", async () => {
    await expect(
      MeasurePool.start({ workers: 2, worker: workerFile('stillborn-worker.mjs') }),
    ).rejects.toThrow('the workers do not start: no such library')
  })

  it('says so when there is no such code', async () => {
    await expect(MeasurePool.start({ workers: 1, worker: workerFile('missing.mjs') })).rejects.toThrow(
      /missing\.mjs is missing: run "npm run build"/,
    )
  })
})
