import { describe, expect, it } from 'vitest'
import { isHeld } from '../../src/api/routes/bests.js'
import { groupOf, sampleSchedule, startTuning, verified, someProgress } from '../store/samples.js'
import { gemmBody, startServer, type Answer, type Client } from './client.js'

async function tuned(): Promise<Client> {
  const client = await startServer()
  await client.post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30' })
  return client
}

const bestPath = '/v1/workloads/gemm-16x64x64/best'

/** An answer but for what is of its request alone. */
const plain = ({ headers, ...rest }: Answer) => ({
  ...rest,
  headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)),
})

describe('GET best', () => {
  it('gives the best verified schedule and who found it', async () => {
    const { get } = await tuned()
    const { status, headers, body } = await get(bestPath)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(body).toEqual({
      workload_id: 'gemm-16x64x64',
      hardware: 'pynq',
      schedule: sampleSchedule(3),
      cycles: 700,
      verified: true,
      lower_bound: null,
      gap: null,
      certified: true,
      operands: {
        a: { address: 4096, bytes: 1024 },
        b: { address: 8192, bytes: 4096 },
        bias: null,
        c: { address: 12_288, bytes: 1024 },
      },
      tuning_id: 't1',
      found_at: expect.any(String),
    })
  })

  it('answers 304 to who holds it, and 200 again when something better is found', async () => {
    const { get, store } = await tuned()
    const etag = (await get(bestPath)).headers.get('etag') ?? ''
    expect(await get(bestPath, { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' })
    store.log(startTuning(store)).append([groupOf(verified(600, 2))], someProgress)
    store.flush()
    const better = await get(bestPath, { 'if-none-match': etag })
    expect(better).toMatchObject({ status: 200, body: { cycles: 600 } })
    expect(better.headers.get('etag')).not.toBe(etag)
  })

  it('gives the same answer again, head and all, under another id, until something better is found', async () => {
    const { get, store } = await tuned()
    const [first, second] = [await get(bestPath), await get(bestPath)]
    expect(plain(second)).toEqual(plain(first))
    expect(second.headers.get('x-content-type-options')).toBe('nosniff')
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    const named = await get(bestPath, { 'x-request-id': 'mine' })
    expect(named.headers.get('x-request-id')).toBe('mine')
    expect((await get('/metrics')).body).toContain('tilewright_http_hot_answers_total 2')
    store.log(startTuning(store)).append([groupOf(verified(600, 2))], someProgress)
    store.flush()
    expect((await get(bestPath)).body).toMatchObject({ cycles: 600 })
  })

  it('gives what it gave one client to none that may not have it', async () => {
    const tokens = new Map([['secret', 'tune']] as const)
    const { get, post } = await startServer(undefined, {}, { tokens })
    const authorization = 'Bearer secret'
    await post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30', authorization })
    for (let i = 0; i < 2; i++) expect((await get(bestPath, { authorization })).status).toBe(200)
    expect((await get(bestPath)).status).toBe(401)
    expect((await get(bestPath, { authorization: 'Bearer other' })).status).toBe(401)
  })

  it('is counted against the requests a minute that a client has', async () => {
    const { get, post } = await startServer(undefined, {}, { rateLimit: 3 })
    await post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30' })
    const statuses = [await get(bestPath), await get(bestPath), await get(bestPath)].map(
      ({ status }) => status,
    )
    expect(statuses).toEqual([200, 200, 429])
  })

  it('is 404 when the workload is unknown or was not tuned on that hardware', async () => {
    const { get } = await tuned()
    expect(await get('/v1/workloads/gemm-9x9x9/best')).toMatchObject({
      status: 404,
      body: { type: 'urn:tilewright:problem:unknown-workload' },
    })
    expect(await get(`${bestPath}?hardware=de10`)).toMatchObject({
      status: 404,
      body: { type: 'urn:tilewright:problem:nothing-tuned', detail: expect.stringContaining('on de10') },
    })
    expect(await get(`${bestPath}?hardware=zx81`)).toMatchObject({ status: 400, body: { field: 'hardware' } })
  })
})

describe('GET best/program', () => {
  it('gives the bundle of the best schedule as a file', async () => {
    const { get } = await tuned()
    const { status, headers, body } = await get(`${bestPath}/program`)
    expect(status).toBe(200)
    expect(body).toBe('pynq 16 tile_m 3')
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toBe('attachment; filename="gemm-16x64x64-pynq.vtas"')
    const etag = headers.get('etag') ?? ''
    expect((await get(`${bestPath}/program`, { 'if-none-match': etag })).status).toBe(304)
  })
})

describe('If-None-Match', () => {
  it.each([
    [undefined, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
  ])('%s holds "a": %s', (header, held) => {
    expect(isHeld(header, '"a"')).toBe(held)
  })
})
