import { expect, it } from 'vitest'
import { z } from 'zod'
import { freshFile } from '../store/samples.js'
import { startProcess } from './server-process.js'

const tuningSchema = z.object({
  state: z.string(),
  counts: z.record(z.string(), z.number()),
  progress: z.object({ tried: z.number() }).nullable(),
})
const pageSchema = z.object({
  items: z.array(z.object({ id: z.string(), schedule: z.unknown() })),
  next_cursor: z.string().nullable(),
})

/** A server, and what these tests ask of it. */
async function startServer(file: string) {
  const { url, end, logged } = await startProcess(file)
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json()
  const post = (body: unknown) =>
    fetch(`${url}/v1/tunings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'from-the-test' },
      body: JSON.stringify(body),
    })
  const tuning = async () => tuningSchema.parse(await get('/v1/tunings/t1'))
  return { end, get, post, tuning, logged, url }
}

const request = {
  workload: { kind: 'gemm', m: 32, n: 64, k: 64 },
  strategy: 'random',
  budget: { trials: 3000 },
}

it('ends when told to, and goes on with the running tuning at the next start', async () => {
  const file = freshFile()
  const before = await startServer(file)
  await before.post(request)
  expect(await before.end('SIGTERM')).toBe(0)
  const after = await startServer(file)
  await expect.poll(async () => (await after.tuning()).progress?.tried).toBeGreaterThan(0)
})

it('killed in the middle of a tuning, goes on at the next start and measures nothing twice', async () => {
  const file = freshFile()
  const before = await startServer(file)
  await before.post(request)
  await expect.poll(async () => (await before.tuning()).progress?.tried ?? 0).toBeGreaterThan(256)
  const { counts: countsBefore } = await before.tuning()
  await before.end('SIGKILL')

  const after = await startServer(file)
  await expect.poll(async () => (await after.tuning()).state, { interval: 100 }).toBe('finished')
  const { counts } = await after.tuning()
  const rows: string[] = []
  let cursor = ''
  do {
    const page = pageSchema.parse(await after.get(`/v1/measurements?limit=1000${cursor}`))
    rows.push(...page.items.map(({ schedule }) => JSON.stringify(schedule)))
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
  } while (cursor !== '')
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0)
  const totalBefore = Object.values(countsBefore).reduce((sum, each) => sum + each, 0)
  expect(total).toBeGreaterThan(totalBefore)
  expect(rows).toHaveLength(total)
  // The default schedule, measured first, may be a point of the space too.
  expect(rows.length - new Set(rows).size).toBeLessThanOrEqual(1)
})

it('logs each request as JSON with its id, and says the id to who asked', async () => {
  const server = await startServer(freshFile())
  const response = await server.post({ ...request, budget: { trials: 1 } })
  expect(response.headers.get('x-request-id')).toBe('from-the-test')
  await server.end('SIGTERM')
  const lines = server.logged().trim().split('\n')
  const completed = lines.map((line) => JSON.parse(line)).find(({ res }) => res !== undefined)
  expect(completed).toMatchObject({ reqId: 'from-the-test', res: { statusCode: 202 } })
})

it('ends in time although a client reads events and another waits', async () => {
  const server = await startServer(freshFile())
  await server.post(request)
  const events = await fetch(`${server.url}/v1/events`)
  const reading = events.text()
  const waiting = fetch(`${server.url}/v1/tunings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=300' },
    body: JSON.stringify(request),
  })
  // Whether the answer, a refusal or the end of its connection comes first is a matter of timing.
  const status = waiting.then(
    (response) => response.status,
    () => 'cut off',
  )
  await expect.poll(() => server.logged().split('incoming request').length - 1).toBe(3)
  expect(await server.end('SIGTERM')).toBe(0)
  expect(await reading).toContain('event: snapshot')
  expect([202, 503, 'cut off']).toContain(await status)
})
