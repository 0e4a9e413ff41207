import { describe, expect, it } from 'vitest'
import { StandInPool } from '../service/stand-ins.js'
import { freshFile, sampleSchedule } from '../store/samples.js'
import { gemmBody, startServer } from './client.js'

const wait = { prefer: 'respond-async, wait=30' }

function stuck(): StandInPool {
  const pool = new StandInPool()
  pool.stuckFrom = 0
  return pool
}

describe('POST /v1/tunings', () => {
  it('answers 202 with the place to look, where the tuning is', async () => {
    const { post, get } = await startServer(undefined, { pool: stuck() })
    const posted = await post('/v1/tunings', { workload: gemmBody() })
    expect(posted).toMatchObject({
      status: 202,
      body: { id: 't1', state: 'running', best: null, result: null },
    })
    expect(posted.headers.get('location')).toBe('/v1/tunings/t1')
    expect(await get('/v1/tunings/t1')).toMatchObject({ status: 200, body: { id: 't1', state: 'running' } })
  })

  it('answers 200 with the schedule when the tuning ends within the preferred wait', async () => {
    const { post } = await startServer()
    const { status, headers, body } = await post('/v1/tunings', { workload: gemmBody() }, wait)
    expect(status).toBe(200)
    expect(headers.get('preference-applied')).toBe('wait=30')
    expect(body).toMatchObject({
      state: 'finished',
      best: { cycles: 700, verified: true, schedule: sampleSchedule(3) },
      result: { default_cycles: 900, certified: true },
    })
  })

  it('gives certified two minutes where no budget is asked for, and others their own trials', async () => {
    const { post } = await startServer(undefined, { pool: stuck() })
    const budgetOf = async (more: object) =>
      (await post('/v1/tunings', { workload: gemmBody(), ...more })).body.budget
    expect(await budgetOf({})).toEqual({ trials: null, seconds: 120 })
    expect(await budgetOf({ budget: { trials: 7 } })).toEqual({ trials: 7, seconds: null })
    expect(await budgetOf({ budget: { seconds: 300 } })).toEqual({ trials: null, seconds: 300 })
    expect(await budgetOf({ strategy: 'random' })).toEqual({ trials: null, seconds: null })
    const batch = await post('/v1/batches', { workloads: [{ workload: gemmBody(17) }] })
    expect(batch.body.items[0].tuning.budget).toEqual({ trials: null, seconds: 120 })
  })

  it('answers 202 when the preferred wait is over first', async () => {
    const { post } = await startServer(undefined, { pool: stuck() })
    expect(await post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=0' })).toMatchObject({
      status: 202,
      body: { state: 'running' },
    })
  })

  it('takes a stored workload by its id, and refuses an unknown one', async () => {
    const { post } = await startServer()
    const { body } = await post('/v1/workloads', gemmBody())
    expect((await post('/v1/tunings', { workload_id: body.id }, wait)).body.workload_id).toBe(body.id)
    expect(await post('/v1/tunings', { workload_id: 'gemm-9x9x9' })).toMatchObject({
      status: 404,
      body: { type: 'urn:tilewright:problem:unknown-workload' },
    })
  })

  it('starts one tuning for two who ask the same at once', async () => {
    const { post, pool } = await startServer()
    const answers = await Promise.all([1, 2].map(() => post('/v1/tunings', { workload: gemmBody() }, wait)))
    expect(answers.map(({ body }) => body.id)).toEqual(['t1', 't1'])
    expect(pool.asked).toHaveLength(4)
  })

  it('answers from the store after a restart, without measuring', async () => {
    const file = freshFile()
    const before = await startServer(file)
    const first = await before.post('/v1/tunings', { workload: gemmBody() }, wait)
    await before.close()
    const after = await startServer(file)
    expect(await after.post('/v1/tunings', { workload: gemmBody() })).toMatchObject({
      status: 200,
      body: first.body,
    })
    expect(after.pool.asked).toEqual([])
  })

  it('honours an idempotency key, and refuses it for another request', async () => {
    const { post } = await startServer(undefined, { pool: stuck() })
    const key = { 'idempotency-key': 'ci-4711' }
    const first = await post('/v1/tunings', { workload: gemmBody() }, key)
    expect((await post('/v1/tunings', { workload: gemmBody() }, key)).body.id).toBe(first.body.id)
    expect(await post('/v1/tunings', { workload: gemmBody(17) }, key)).toMatchObject({
      status: 422,
      body: { type: 'urn:tilewright:problem:idempotency-key-reused', value: 'ci-4711' },
    })
  })

  it('answers 429 with the limit when too many wait', async () => {
    const { post } = await startServer(undefined, { pool: stuck(), maxQueued: 1 })
    for (const m of [1, 2]) await post('/v1/tunings', { workload: gemmBody(m) })
    const refused = await post('/v1/tunings', { workload: gemmBody(3) })
    expect(refused).toMatchObject({
      status: 429,
      body: { type: 'urn:tilewright:problem:queue-full', limit: 1, value: 1 },
    })
    expect(refused.headers.get('retry-after')).toBe('5')
  })
})

describe('DELETE /v1/tunings/{id}', () => {
  it('takes no offence at a type of a body that is not there', async () => {
    const { post, send } = await startServer(undefined, { pool: stuck() })
    await post('/v1/tunings', { workload: gemmBody() })
    const headers = { 'content-type': 'application/json' }
    const deleted = await send('/v1/tunings/t1', { method: 'DELETE', headers, body: '' })
    expect(deleted).toMatchObject({ status: 200, body: { state: 'cancelled' } })
  })

  it('cancels what runs', async () => {
    const { post, send, get } = await startServer(undefined, { pool: stuck() })
    await post('/v1/tunings', { workload: gemmBody() })
    expect(await send('/v1/tunings/t1', { method: 'DELETE' })).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    })
    expect((await get('/v1/tunings/t1')).body.state).toBe('cancelled')
  })

  it('is 404 for a tuning that is not there', async () => {
    const { send } = await startServer()
    expect(await send('/v1/tunings/t9', { method: 'DELETE' })).toMatchObject({
      status: 404,
      body: { type: 'urn:tilewright:problem:unknown-tuning', value: 't9' },
    })
  })
})

describe('GET /v1/tunings', () => {
  it('pages newest first, narrowed by workload and state', async () => {
    const { post, get } = await startServer(undefined, { pool: stuck() })
    for (const m of [1, 2, 3]) await post('/v1/tunings', { workload: gemmBody(m) })
    const ids = async (query: string) =>
      (await get(`/v1/tunings?${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('limit=2')).toEqual(['t3', 't2'])
    expect(await ids('state=queued')).toEqual(['t3', 't2'])
    expect(await ids('workload_id=gemm-1x64x64')).toEqual(['t1'])
  })
})

describe('the tuning log', () => {
  it('has one row a candidate, in pages, narrowed by workload, tuning and status', async () => {
    const { post, get } = await startServer()
    for (const m of [1, 2]) await post('/v1/tunings', { workload: gemmBody(m) }, wait)
    const ids = async (query: string) =>
      (await get(`/v1/measurements?${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('workload_id=gemm-2x64x64')).toEqual(['t2.1', 't2.2', 't2.3', 't2.4'])
    expect(await ids('tuning_id=t1&status=illegal')).toEqual(['t1.4'])
    const first = await get('/v1/measurements?limit=5')
    expect(first.body.items[0]).toMatchObject({
      id: 't1.1',
      status: 'ok',
      verified: true,
      cycles: 900,
      seed: 1,
      worker: 1,
      seconds: 0.25,
      schedule: sampleSchedule(1),
    })
    expect(await ids(`limit=5&cursor=${first.body.next_cursor}`)).toEqual(['t2.2', 't2.3', 't2.4'])
  })
})
