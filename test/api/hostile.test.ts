import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { problemSchema } from '../../src/api/problem.js'
import { gemmBody, startServer, type Client } from './client.js'

const json = { 'content-type': 'application/json' }

async function open({ origin }: Client): Promise<Socket> {
  const { port, hostname } = new URL(origin)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.on('error', () => {})
  return socket
}

const posts = [
  '/v1/workloads',
  '/v1/tunings',
  '/v1/batches',
  '/v1/tunings/t1/ask',
  '/v1/tunings/t1/tell',
] as const

describe('whatever is sent', () => {
  it('is answered with what the document has, and never with a 5xx', async () => {
    const client = await startServer()
    const body = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.string({ unit: 'binary' }),
      fc
        .record({ workload: fc.jsonValue(), workloads: fc.jsonValue(), count: fc.jsonValue() })
        .map((each) => JSON.stringify(each)),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), body, async (path, text) => {
        const answer = await client.send(path, { method: 'POST', headers: json, body: text })
        if (answer.status >= 400) {
          expect(answer.status).toBeLessThan(500)
          expect(problemSchema.safeParse(answer.body).error).toBeUndefined()
        }
      }),
      { numRuns: 150 },
    )
    expect((await client.get('/healthz')).status).toBe(200)
  })

  it('in an address or a query is no more than an unknown one', async () => {
    const client = await startServer()
    const paths = ['/v1/workloads/', '/v1/tunings/', '/v1/hardware/', '/v1/batches/', '/v1/tunings?cursor=']
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.string({ minLength: 1 }), async (path, text) => {
        const { status } = await client.get(path + encodeURIComponent(text))
        expect(status).toBeGreaterThanOrEqual(400)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['JSON nested a thousand times', `{"workload":${'['.repeat(1000)}${']'.repeat(1000)}}`],
    [
      'a key of the prototype',
      '{"workload": {"kind": "gemm", "m": 1, "n": 1, "k": 1, "constructor": {"prototype": 1}}}',
    ],
    ['a number beyond numbers', '{"workload": {"kind": "gemm", "m": 1e999, "n": 1, "k": 1}}'],
    ['a number that is none', '{"workload": {"kind": "gemm", "m": "16", "n": 1, "k": 1}}'],
    ['the largest product there is', '{"workload": {"kind": "gemm", "m": 65536, "n": 65536, "k": 65536}}'],
  ])('%s is refused', async (_, body) => {
    const { send } = await startServer()
    const { status } = await send('/v1/tunings', { method: 'POST', headers: json, body })
    expect(status).toBe(400)
  })
})

describe('a client that does not play along', () => {
  it('and sends headers without end is cut off with a problem', async () => {
    const client = await startServer()
    const socket = await open(client)
    const answered = once(socket, 'data')
    socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: ${'x'.repeat(100_000)}\r\n\r\n`)
    expect(String((await answered)[0])).toContain('urn:tilewright:problem:headers-too-large')
  })

  it('and leaves in the middle costs nothing', async () => {
    const client = await startServer()
    for (let i = 0; i < 50; i++) {
      const socket = await open(client)
      socket.write('POST /v1/tunings HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{"work')
      socket.destroy()
    }
    expect((await client.post('/v1/workloads', gemmBody())).status).toBe(201)
  })

  it('and opens streams without end is turned away, and others are not', async () => {
    const client = await startServer()
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    const streams = await Promise.all(
      Array.from({ length: 256 }, () => fetch(`${client.origin}/v1/events`, { signal: stop.signal })),
    )
    expect(streams.every(({ status }) => status === 200)).toBe(true)
    expect(await client.get('/v1/events')).toMatchObject({ status: 429, body: { limit: 256 } })
    expect((await client.get('/v1/tunings')).status).toBe(200)
  })
})
