import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/hardware/input.js'
import { KeyReused, QueueFull, UnknownTuning } from '../../src/service/errors.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { freshFile, sampleSchedule } from '../store/samples.js'
import { openService, request, StandInPool } from './stand-ins.js'

const long = 20_000

/** A pool that answers so many questions and is then stuck until the tuning is stopped. */
function stuckAfter(questions: number): StandInPool {
  const pool = new StandInPool()
  pool.stuckFrom = questions
  return pool
}

describe('a submitted tuning', () => {
  it('runs, and keeps result, best, counts and every measurement', async () => {
    const { service, store } = openService()
    const { tuning, created } = service.submit(request())
    expect(created).toBe(true)
    const over = await service.wait(tuning.id, long)
    const best = { schedule: sampleSchedule(3), cycles: 700, verified: true }
    expect(over).toMatchObject({
      state: 'finished',
      error: null,
      counts: { ok: 3, illegal: 1 },
      progress: { tried: 4, trials: 4, best },
      result: { best, certified: true, default_cycles: 900 },
    })
    expect(store.bests.get(tuning.workload_id, 'pynq')).toMatchObject({
      cycles: 700,
      certified: true,
      tuning_id: tuning.id,
    })
    const { items } = store.measurements.page({ tuning_id: tuning.id }, { limit: 10 })
    expect(items.map(({ schedule, status }) => [schedule.tile_m, status])).toEqual([
      [1, 'ok'],
      [2, 'ok'],
      [3, 'ok'],
      [4, 'illegal'],
    ])
  })

  it('is the same one for everybody who asks the same, while it runs and when it is over', async () => {
    const { service, pool } = openService()
    const first = service.submit(request())
    const second = service.submit(request(16, { priority: 5 }))
    expect(second).toMatchObject({ created: false, tuning: { id: first.tuning.id } })
    await service.wait(first.tuning.id, long)
    const third = service.submit(request())
    expect(third).toMatchObject({ created: false, tuning: { id: first.tuning.id, state: 'finished' } })
    expect(pool.asked).toHaveLength(4)
  })

  it('is another one for another seed, budget, strategy, workload or hardware', () => {
    const { service } = openService(undefined, { pool: stuckAfter(0) })
    const requests = [
      request(),
      request(16, { seed: 2 }),
      request(16, { budget: { trials: 5, seconds: null } }),
      request(16, { budget: { trials: null, seconds: 5 } }),
      request(16, { strategy: 'grid' }),
      request(17),
    ]
    const ids = requests.map((each) => service.submit(each).tuning.id)
    expect(new Set(ids).size).toBe(requests.length)
  })

  it('raises the priority of the waiting one that it joins', async () => {
    const { service } = openService(undefined, { pool: stuckAfter(0) })
    service.submit(request(1))
    const [old, young] = [service.submit(request(2)).tuning, service.submit(request(3)).tuning]
    service.submit(request(3, { priority: 1 }))
    service.cancel('t1')
    await sleep(0)
    await expect.poll(() => service.get(young.id).state).toBe('running')
    expect(service.get(old.id).state).toBe('queued')
  })

  it('is refused when the queue is full, and a known one is not', () => {
    const { service } = openService(undefined, { pool: stuckAfter(0), maxQueued: 1 })
    service.submit(request(1))
    service.submit(request(2))
    expect(() => service.submit(request(3))).toThrow(QueueFull)
    expect(service.submit(request(2)).created).toBe(false)
  })

  it('is refused when its strategy cannot search its space', () => {
    const { service } = openService()
    const workload = normalWorkload({ kind: 'gemm', m: 5040, n: 5040, k: 5040 })
    expect(() => service.submit(request(1, { workload, strategy: 'exhaustive' }))).toThrow(
      /exhaustive tries at most/,
    )
    expect(service.list({}, { limit: 1 }).items).toEqual([])
  })

  it('fails with the reason when the tuning throws, and can be asked for again', async () => {
    const reported: string[] = []
    const { service } = openService(undefined, {
      tune: () => Promise.reject(new InputError('strategy', 'the space is too large')),
      onError: (error, id) => reported.push(`${id}: ${String(error)}`),
    })
    const { id } = service.submit(request()).tuning
    expect(await service.wait(id, long)).toMatchObject({
      state: 'failed',
      error: 'strategy: the space is too large',
      result: null,
    })
    expect(reported).toEqual(['t1: InputError: strategy: the space is too large'])
    expect(service.submit(request()).created).toBe(true)
  })
})

describe('an idempotency key', () => {
  it('gives the tuning that it gave first, even one that was cancelled since', () => {
    const { service } = openService(undefined, { pool: stuckAfter(0) })
    const { tuning } = service.submit(request(), 'key')
    service.cancel(tuning.id)
    expect(service.submit(request(), 'key')).toMatchObject({ created: false, tuning: { id: tuning.id } })
    expect(service.submit(request()).created).toBe(true)
  })

  it('is refused for another request', () => {
    const { service } = openService(undefined, { pool: stuckAfter(0) })
    service.submit(request(), 'key')
    expect(() => service.submit(request(17), 'key')).toThrow(KeyReused)
  })
})

describe('a cancelled tuning', () => {
  it('stops what runs, keeps what was found, and lets the next one run', async () => {
    const pool = stuckAfter(2)
    const { service, store } = openService(undefined, { pool })
    const { id } = service.submit(request()).tuning
    await expect.poll(() => service.get(id).progress?.tried).toBe(2)
    const next = service.submit(request(17)).tuning
    expect(service.cancel(id)).toMatchObject({ state: 'cancelled', counts: { ok: 2 } })
    pool.stuckFrom = Infinity
    expect((await service.wait(next.id, long)).state).toBe('finished')
    expect(service.get(id)).toMatchObject({
      state: 'cancelled',
      result: null,
      progress: { best: { cycles: 800 } },
    })
    expect(store.bests.get('gemm-16x64x64', 'pynq')?.cycles).toBe(800)
  })

  it('never runs when it was only waiting', async () => {
    const pool = stuckAfter(0)
    const { service } = openService(undefined, { pool })
    service.submit(request(1))
    const { id } = service.submit(request(2)).tuning
    service.cancel(id)
    service.cancel('t1')
    pool.stuckFrom = Infinity
    const last = service.submit(request(3)).tuning
    await service.wait(last.id, long)
    expect(service.get(id)).toMatchObject({ state: 'cancelled', started_at: null })
  })

  it('stays as it is when it was over already', async () => {
    const { service } = openService()
    const { id } = service.submit(request()).tuning
    await service.wait(id, long)
    expect(service.cancel(id).state).toBe('finished')
  })
})

describe('waiting', () => {
  it('ends when the time is up, and says how the tuning stands', async () => {
    const { service } = openService(undefined, { pool: stuckAfter(0) })
    const { id } = service.submit(request()).tuning
    expect((await service.wait(id, 10)).state).toBe('running')
  })

  it('ends when the caller gives up or the service stops', async () => {
    const { service } = openService(undefined, { pool: stuckAfter(0) })
    const { id } = service.submit(request()).tuning
    const caller = new AbortController()
    const [first, second] = [service.wait(id, long, caller.signal), service.wait(id, long)]
    caller.abort()
    expect((await first).state).toBe('running')
    await service.stop()
    expect((await second).state).toMatch(/queued|running/)
  })

  it('is an error for a tuning that is not there', async () => {
    await expect(openService().service.wait('t9', 1)).rejects.toThrow(UnknownTuning)
  })
})

describe('after a restart on the same file', () => {
  it('a finished tuning is answered without measuring again', async () => {
    const file = freshFile()
    const before = openService(file)
    const { id } = before.service.submit(request()).tuning
    await before.service.wait(id, long)
    await before.close()
    const after = openService(file)
    expect(after.service.submit(request())).toMatchObject({
      created: false,
      tuning: { id, state: 'finished' },
    })
    expect(after.pool.asked).toEqual([])
  })

  it('running and waiting tunings go on, and what is stored is not measured twice', async () => {
    const file = freshFile()
    const before = openService(file, { pool: stuckAfter(2) })
    const [first, second] = [request(16), request(17)].map((each) => before.service.submit(each).tuning)
    await expect.poll(() => before.service.get(first.id).progress?.tried).toBe(2)
    await before.close()
    const after = openService(file)
    expect(await after.service.wait(first.id, long)).toMatchObject({
      state: 'finished',
      counts: { ok: 3, illegal: 1 },
    })
    expect((await after.service.wait(second.id, long)).state).toBe('finished')
    expect(after.pool.asked.map(({ tile_m }) => tile_m)).toEqual([3, 4, 1, 2, 3, 4])
    const { items } = after.store.measurements.page({ tuning_id: first.id }, { limit: 10 })
    expect(items.map(({ id, schedule }) => [id, schedule.tile_m])).toEqual([
      ['t1.1', 1],
      ['t1.2', 2],
      ['t1.3', 3],
      ['t1.4', 4],
    ])
  })
})
