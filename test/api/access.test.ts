import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/api/access.js'
import { StandInPool } from '../service/stand-ins.js'
import { gemmBody, startServer } from './client.js'

const tokens = new Map<string, Role>([
  ['reader', 'read'],
  ['tuner', 'tune'],
  ['other', 'tune'],
  ['boss', 'admin'],
])
const as = (token: string) => ({ authorization: `Bearer ${token}` })

function guarded() {
  const pool = new StandInPool()
  pool.stuckFrom = 0
  return startServer(undefined, { pool }, { tokens })
}

describe('a server with tokens', () => {
  it('answers nothing to who has none, but whether it is well and how it is used', async () => {
    const { get } = await guarded()
    const refused = await get('/v1/tunings')
    expect(refused).toMatchObject({ status: 401, body: { type: 'urn:tilewright:problem:unauthorized' } })
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    expect((await get('/v1/tunings', as('stranger'))).status).toBe(401)
    for (const path of ['/metrics', '/v1/nothing']) expect((await get(path)).status).toBe(401)
    for (const path of ['/healthz', '/readyz', '/', '/docs/', '/openapi.json']) {
      expect((await get(path)).status).toBe(200)
    }
  })

  it('lets a reader read, and no more', async () => {
    const { get, post } = await guarded()
    expect((await get('/v1/tunings', as('reader'))).status).toBe(200)
    expect((await get('/metrics', as('reader'))).status).toBe(200)
    expect(await post('/v1/tunings', { workload: gemmBody() }, as('reader'))).toMatchObject({
      status: 403,
      body: { type: 'urn:tilewright:problem:forbidden', detail: expect.stringContaining('role tune') },
    })
  })

  it('lets a tuner cancel its own tunings, and an admin those of all', async () => {
    const { post, send } = await guarded()
    for (const m of [1, 2]) {
      expect((await post('/v1/tunings', { workload: gemmBody(m) }, as('tuner'))).status).toBe(202)
    }
    const cancel = async (id: string, token: string) =>
      (await send(`/v1/tunings/${id}`, { method: 'DELETE', headers: as(token) })).status
    expect(await cancel('t1', 'other')).toBe(403)
    expect(await cancel('t1', 'tuner')).toBe(200)
    expect(await cancel('t2', 'boss')).toBe(200)
  })

  it('never shows a token again', async () => {
    const { post } = await guarded()
    const { body } = await post('/v1/tunings', { workload: gemmBody() }, as('tuner'))
    expect(JSON.stringify(body)).not.toContain('tuner')
    expect(body.client).toMatch(/^token /)
  })
})

describe('a server without tokens', () => {
  it('answers only to this machine by its name', async () => {
    const { sendTo } = await startServer()
    expect(await sendTo('evil.example', '/v1/tunings', 'GET')).toMatchObject({ status: 403 })
    expect(await sendTo('localhost:8080', '/v1/tunings', 'GET')).toMatchObject({ status: 200 })
    expect(await sendTo('[::1]', '/v1/tunings', 'GET')).toMatchObject({ status: 200 })
  })

  it('takes the name that a client gives itself', async () => {
    const { post } = await startServer()
    const { body } = await post('/v1/tunings', { workload: gemmBody() }, { 'x-client': 'nightly' })
    expect(body.client).toBe('nightly')
  })
})
