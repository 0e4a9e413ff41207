import { describe, expect, it } from 'vitest'
import { strategies } from '../../src/search/strategies.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { preset } from '../../src/hardware/presets.js'
import { freshFile, gemm, sampleSchedule } from '../store/samples.js'
import { gemmBody, startServer, type Client } from './client.js'

const outside = (trials: number) => ({
  workload: gemmBody(),
  kind: 'outside',
  space: 'equal-tiles',
  strategy: 'random',
  budget: { trials },
})

/** Points that the strategy would ask for, in its order. */
function pointsOf(trials: number): readonly number[] {
  const space = gemmSpace(gemm(16), preset('pynq'))
  return strategies.random.start({ space, seed: 1, trials }).ask(trials)
}

const ask = async ({ post }: Client, body: unknown) =>
  (await post('/v1/tunings/t1/ask', body)).body.candidates
const tell = ({ post }: Client, measurements: unknown) => post('/v1/tunings/t1/tell', { measurements })

describe('a tuning that is measured outside', () => {
  it("hands out the strategy's candidates, takes their numbers, and ends when all is told", async () => {
    const client = await startServer()
    expect(await client.post('/v1/tunings', outside(20))).toMatchObject({
      status: 202,
      body: { kind: 'outside', state: 'running' },
    })
    const seen: number[] = []
    for (;;) {
      const candidates = await ask(client, { count: 5 })
      if (candidates.length === 0) break
      seen.push(...candidates.map(({ point }: { point: number }) => point))
      const words = candidates.map(({ candidate }: { candidate: number }) => ({
        candidate,
        seconds: 1e-5 * candidate,
      }))
      const { status, body } = await tell(client, words)
      expect(status).toBe(200)
      if (body.state === 'finished') break
    }
    expect(seen).toEqual(pointsOf(20))
    expect((await client.get('/v1/tunings/t1')).body).toMatchObject({ state: 'finished', best: null })
  })

  it('hands out again what nobody told of, and the first word on a candidate stands', async () => {
    const client = await startServer()
    await client.post('/v1/tunings', outside(3))
    const first = await ask(client, { count: 3 })
    expect(await ask(client, { count: 3 })).toEqual(first)
    await tell(client, [{ candidate: 1, cycles: 100 }])
    await tell(client, [{ candidate: 1, cycles: 50 }])
    const { items } = (await client.get('/v1/tunings/t1/candidates?limit=1')).body
    expect(items).toMatchObject([{ candidate: 1, told: { status: 'ok', cycles: 100, seconds: null } }])
    expect(
      (await ask(client, { count: 3 })).map(({ candidate }: { candidate: number }) => candidate),
    ).toEqual([2, 3])
  })

  it('goes on after a restart where it was', async () => {
    const file = freshFile()
    const before = await startServer(file)
    await before.post('/v1/tunings', outside(20))
    for (let i = 0; i < 4; i++) {
      const [{ candidate }] = await ask(before, {})
      await tell(before, [{ candidate, cycles: 10 }])
    }
    await before.close()
    const after = await startServer(file)
    const [next] = await ask(after, {})
    expect(next).toMatchObject({ candidate: 5, point: pointsOf(20)[4] })
  })

  it("keeps what is told apart from what is simulated, and simulates the caller's own choices", async () => {
    const client = await startServer()
    await client.post('/v1/tunings', outside(100))
    const schedules = [sampleSchedule(2), sampleSchedule(9)]
    const candidates = await ask(client, { schedules, simulate: true })
    expect(candidates).toMatchObject([
      {
        candidate: 1,
        point: null,
        schedule: schedules[0],
        simulated: { status: 'ok', cycles: 800, verified: true },
      },
      { candidate: 2, simulated: { status: 'illegal', cycles: null } },
    ])
    await tell(client, [{ candidate: 1, cycles: 3 }])
    const best = (await client.get('/v1/workloads/gemm-16x64x64/best')).body
    expect(best.cycles).toBe(800)
    const measured = (await client.get('/v1/measurements')).body.items
    expect(measured.map(({ cycles }: { cycles: number }) => cycles)).toEqual([800, null])
    expect((await client.get('/v1/tunings/t1')).body.progress).toMatchObject({
      tried: 2,
      best: { cycles: 800 },
    })
  })

  it('refuses what was not handed out, and tunings that are not measured outside or are over', async () => {
    const client = await startServer()
    await client.post('/v1/tunings', outside(3))
    expect((await tell(client, [{ candidate: 999, cycles: 1 }])).body).toMatchObject({
      status: 400,
      field: 'measurements.0.candidate',
    })
    expect((await tell(client, [{ candidate: 1 }])).body.detail).toContain('either cycles or seconds')
    await client.post('/v1/tunings', { workload: gemmBody() }, { prefer: 'wait=30' })
    expect((await client.post('/v1/tunings/t2/ask', {})).status).toBe(409)
    await client.send('/v1/tunings/t1', { method: 'DELETE' })
    expect((await client.post('/v1/tunings/t1/ask', {})).body).toMatchObject({
      status: 409,
      detail: 't1 is cancelled',
    })
  })
})
