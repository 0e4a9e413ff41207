import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { preferredWait } from '../../src/api/prefer.js'
import { gemmBody, startServer } from './client.js'

const json = { 'content-type': 'application/json' }

describe('every error is a problem', () => {
  it.each([
    ['bad JSON', 'POST', '/v1/workloads', json, '{"kind":', 400, 'malformed-body'],
    ['an empty body', 'POST', '/v1/workloads', json, '', 400, 'malformed-body'],
    ['a prototype in the body', 'POST', '/v1/workloads', json, '{"__proto__": {}}', 400, 'malformed-body'],
    [
      'a body of another type',
      'POST',
      '/v1/workloads',
      { 'content-type': 'text/plain' },
      'gemm',
      415,
      'unsupported-media-type',
    ],
    [
      'a body that is too large',
      'POST',
      '/v1/workloads',
      json,
      `"${'x'.repeat(70_000)}"`,
      413,
      'body-too-large',
    ],
    ['an unknown address', 'GET', '/v1/nothing', {}, undefined, 404, 'unknown-route'],
    [
      'an unknown address below a known one',
      'GET',
      '/v1/tunings/t1/nothing',
      {},
      undefined,
      404,
      'unknown-route',
    ],
    ['a wrong method', 'PUT', '/v1/tunings/t1', {}, undefined, 405, 'method-not-allowed'],
    ['an address that is no address', 'GET', '/v1/hardware/%zz', {}, undefined, 400, 'malformed-request'],
    ['an id without end', 'GET', `/v1/tunings/${'t'.repeat(500)}`, {}, undefined, 414, 'address-too-long'],
    ['a limit beyond the limit', 'GET', '/v1/workloads?limit=1001', {}, undefined, 400, 'invalid-input'],
    ['a cursor that nobody gave', 'GET', '/v1/workloads?cursor=x', {}, undefined, 400, 'invalid-input'],
    ['a query that nobody asked for', 'GET', '/v1/workloads?colour=red', {}, undefined, 400, 'invalid-input'],
  ])('%s', async (_, method, path, headers, body, status, kind) => {
    const { send } = await startServer()
    const answer = await send(path, { method, headers, ...(body === undefined ? {} : { body }) })
    expect(answer).toMatchObject({
      status,
      body: {
        type: `urn:tilewright:problem:${kind}`,
        status,
        title: expect.any(String),
        detail: expect.any(String),
      },
    })
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  it('bytes that are no request at all', async () => {
    const { origin } = await startServer()
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.write('how do you do\r\n\r\n')
    const [bytes] = await once(socket, 'data')
    socket.destroy()
    expect(String(bytes)).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/,
    )
    expect(String(bytes)).toContain('urn:tilewright:problem:malformed-request')
  })
})

describe('a problem says what is wrong', () => {
  it('field, limit and value of a number out of range', async () => {
    const { post } = await startServer()
    const { body } = await post('/v1/workloads', { ...gemmBody(), m: 0 })
    expect(body).toMatchObject({ field: 'm', limit: 1, value: 0 })
  })

  it('each field, when several are wrong', async () => {
    const { post } = await startServer()
    const { body } = await post('/v1/tunings', { workload: { ...gemmBody(), m: 70_000, depth: 3 }, seed: -1 })
    expect(body.errors).toMatchObject([
      { field: 'workload.m', limit: 65_536, value: 70_000 },
      { field: 'workload.depth', detail: 'there is no field "workload.depth"' },
      { field: 'seed', limit: 0, value: -1 },
    ])
  })

  it('what is allowed, for strategies, states and hardware', async () => {
    const { post, get } = await startServer()
    expect((await post('/v1/tunings', { workload: gemmBody(), strategy: 'luck' })).body).toMatchObject({
      field: 'strategy',
      allowed: expect.arrayContaining(['exhaustive', 'grid', 'random']),
    })
    expect((await get('/v1/tunings?state=lost')).body).toMatchObject({
      field: 'state',
      allowed: expect.arrayContaining(['queued']),
    })
    expect((await post('/v1/tunings', { workload: gemmBody(), hardware: 'zx81' })).body).toMatchObject({
      field: 'hardware',
      allowed: expect.arrayContaining(['de10']),
    })
  })

  it('that a tuning needs one workload, not two and not none', async () => {
    const { post } = await startServer()
    for (const body of [{}, { workload: gemmBody(), workload_id: 'gemm-16x64x64' }]) {
      expect((await post('/v1/tunings', body)).body.detail).toBe('send either workload or workload_id')
    }
  })

  it('what an address takes instead of a wrong method', async () => {
    const { send } = await startServer()
    const answer = await send('/v1/tunings', { method: 'PATCH' })
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
    expect(answer.body.allowed).toEqual(['GET', 'HEAD', 'POST'])
  })

  it('and how large a body may be', async () => {
    const { post } = await startServer()
    expect((await post('/v1/workloads', 'x'.repeat(70_000))).body).toMatchObject({
      limit: 65_536,
      value: 70_002,
    })
  })
})

describe('Prefer', () => {
  it.each([
    [undefined, null],
    ['respond-async', null],
    ['wait=30', 30],
    ['respond-async, WAIT = "7"; x=1', 7],
    ['wait=999999', 300],
    ['wait=soon', null],
  ])('%s waits %s seconds', (header, seconds) => {
    expect(preferredWait(header)).toBe(seconds)
  })
})
