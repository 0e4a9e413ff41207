import { describe, expect, it } from 'vitest'
import { StandInPool } from '../service/stand-ins.js'
import { gemmBody, startServer } from './client.js'

const now = { prefer: 'wait=30' }
const two = {
  budget: { trials: 2 },
  workloads: [
    { name: 'first', workload: gemmBody() },
    { workload: gemmBody(17), budget: { trials: 3 }, seed: 5 },
  ],
}

describe('POST /v1/batches', () => {
  it('tunes each workload as it asks, and gives one answer', async () => {
    const { post, get } = await startServer()
    const posted = await post('/v1/batches', two, now)
    expect(posted).toMatchObject({
      status: 200,
      body: {
        id: 'b1',
        state: 'finished',
        total_cycles: 800 + 700,
        items: [
          {
            name: 'first',
            tuning: { id: 't1', seed: 1, budget: { trials: 2 }, result: { best: { cycles: 800 } } },
          },
          { name: 'gemm-17x64x64', tuning: { id: 't2', seed: 5, budget: { trials: 3 } } },
        ],
      },
    })
    expect(posted.headers.get('location')).toBe('/v1/batches/b1')
    expect((await get('/v1/batches/b1')).body).toEqual(posted.body)
  })

  it('answers 202 while something of it waits or runs', async () => {
    const pool = new StandInPool()
    pool.stuckFrom = 1
    const { post } = await startServer(undefined, { pool })
    const { status, body } = await post('/v1/batches', two)
    expect(status).toBe(202)
    expect(body).toMatchObject({ state: 'running', total_cycles: null })
  })

  it('gives the same batch for the same key, and refuses another request under it', async () => {
    const { post } = await startServer()
    const key = { 'idempotency-key': 'nightly', ...now }
    const first = await post('/v1/batches', two, key)
    const again = await post('/v1/batches', two, key)
    expect(again.body).toEqual(first.body)
    const other = await post('/v1/batches', { workloads: [{ workload: gemmBody(9) }] }, key)
    expect(other).toMatchObject({ status: 422, body: { field: 'Idempotency-Key', value: 'nightly' } })
  })

  it('says which of its workloads is refused, and tunes none', async () => {
    const { post, get } = await startServer()
    const endless = { kind: 'gemm', m: 16_384, n: 4096, k: 4096 }
    const posted = await post('/v1/batches', {
      workloads: [{ workload: gemmBody() }, { workload: endless }, { workload: gemmBody(17) }],
    })
    expect(posted).toMatchObject({ status: 400, body: { field: 'workloads.1.workload' } })
    expect((await get('/v1/tunings')).body).toMatchObject({ items: [] })
  })

  it('has failed when a tuning of it was cancelled', async () => {
    const pool = new StandInPool()
    pool.stuckFrom = 0
    const { post, send, get } = await startServer(undefined, { pool })
    await post('/v1/batches', { workloads: [{ workload: gemmBody() }] })
    await send('/v1/tunings/t1', { method: 'DELETE' })
    expect((await get('/v1/batches/b1')).body).toMatchObject({ state: 'failed', total_cycles: null })
  })

  it('takes all or nothing', async () => {
    const pool = new StandInPool()
    pool.stuckFrom = 0
    const { post, get } = await startServer(undefined, { pool, maxQueued: 1 })
    const workloads = [1, 2, 3].map((m) => ({ workload: gemmBody(m) }))
    expect((await post('/v1/batches', { workloads })).status).toBe(429)
    expect((await get('/v1/tunings')).body.items).toEqual([])
    const twice = { workloads: [{ workload: gemmBody() }, { workload: gemmBody() }] }
    expect((await post('/v1/batches', twice)).body).toMatchObject({ status: 400, field: 'workloads.1.name' })
  })
})
