import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { freshFile } from '../store/samples.js'

const tuningSchema = z.object({
  state: z.string(),
  counts: z.record(z.string(), z.number()),
  progress: z.object({ tried: z.number() }).nullable(),
})
const pageSchema = z.object({
  items: z.array(z.object({ id: z.string(), schedule: z.unknown() })),
  next_cursor: z.string().nullable(),
})

/** A server in a process of its own, as soon as it says where it is. */
async function startProcess(file: string) {
  const module = JSON.stringify(new URL('../../dist/cli/serve.js', import.meta.url).href)
  const options = JSON.stringify({ host: '127.0.0.1', port: 0, db: file, workers: 1 })
  const code = `const { serve } = await import(${module}); await serve(${options})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<unknown> => {
    child.kill(signal)
    const [exitCode] = await ended
    return exitCode
  }
  onTestFinished(() => end('SIGKILL').then(() => {}))
  const [line] = await Promise.race([once(child.stdout, 'data'), ended])
  const url = /^tilewright serves (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1]
  expect(url, `it printed ${String(line)}`).toBeDefined()
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json()
  const post = (body: unknown) =>
    fetch(`${url}/v1/tunings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const tuning = async () => tuningSchema.parse(await get('/v1/tunings/t1'))
  return { end, get, post, tuning }
}

const request = {
  workload: { kind: 'gemm', m: 32, n: 64, k: 64 },
  strategy: 'random',
  budget: { trials: 3000 },
}

it('ends when told to, and goes on with the running tuning at the next start', async () => {
  const file = freshFile()
  const before = await startProcess(file)
  await before.post(request)
  expect(await before.end('SIGTERM')).toBe(0)
  const after = await startProcess(file)
  await expect
    .poll(async () => (await after.tuning()).progress?.tried, { timeout: 30_000 })
    .toBeGreaterThan(0)
})

it('killed in the middle of a tuning, goes on at the next start and measures nothing twice', async () => {
  const file = freshFile()
  const before = await startProcess(file)
  await before.post(request)
  await expect
    .poll(async () => (await before.tuning()).progress?.tried ?? 0, { timeout: 30_000 })
    .toBeGreaterThan(256)
  const { counts: countsBefore } = await before.tuning()
  await before.end('SIGKILL')

  const after = await startProcess(file)
  await expect
    .poll(async () => (await after.tuning()).state, { timeout: 50_000, interval: 100 })
    .toBe('finished')
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
