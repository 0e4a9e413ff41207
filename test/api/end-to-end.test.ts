import { expect, it, onTestFinished } from 'vitest'
import { preset } from '../../src/hardware/presets.js'
import { readBundle } from '../../src/isa/bundle.js'
import { initialMemory } from '../../src/isa/image.js'
import { simulate } from '../../src/simulator/simulate.js'
import { randomOperands } from '../../src/workload/operands.js'
import { packOperands, unpackOutput } from '../../src/workload/packing.js'
import { reference } from '../../src/workload/reference.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { tuningSchema } from '../../src/api/schemas/tunings.js'
import { bestSchema } from '../../src/api/schemas/workloads.js'
import { createServer } from '../../src/api/server.js'
import { MeasurePool } from '../../src/measure/pool.js'
import { openService } from '../../src/service/service.js'
import { ThreadedRunner } from '../../src/service/threaded-runner.js'
import { Store } from '../../src/store/store.js'
import { freshFile } from '../store/samples.js'
import { gemmBody } from './client.js'

/** The server as it is run, on real workers. */
async function startReal(file: string) {
  const store = Store.open(file)
  const runner = new ThreadedRunner({ store: store.shared, workers: 1 })
  const pool = await MeasurePool.start({ workers: 1 })
  const service = openService({ store, runner, pool, workerRestarts: () => pool.restarts })
  const server = await createServer({ ...service, version: '0.0.0-test' })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  let closed: Promise<void> | null = null
  const closeAll = async () => {
    await service.tunings.stop()
    await server.close()
    await Promise.all([runner.close(), pool.close()])
    store.close()
  }
  const close = () => (closed ??= closeAll())
  onTestFinished(close)
  const post = () =>
    fetch(`${origin}/v1/tunings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify({ workload: gemmBody(), strategy: 'random', budget: { trials: 40 } }),
    })
  return { origin, post, close, store }
}

it('a product is tuned on the true machine, and after a restart answered without tuning again', async () => {
  const file = freshFile()
  const before = await startReal(file)
  const posted = await before.post()
  expect(posted.status).toBe(200)
  const tuning = tuningSchema.parse(await posted.json())
  expect(tuning).toMatchObject({ state: 'finished', result: { best: { verified: true } } })
  expect(tuning.best?.cycles).toBeLessThanOrEqual(tuning.result?.default_cycles ?? 0)
  const rows = before.store.measurements.page({}, { limit: 1000 }).items
  expect(rows.every(({ status }) => status === 'ok' || status === 'illegal')).toBe(true)

  const bundle = await fetch(`${before.origin}/v1/workloads/gemm-16x64x64/best/program`)
  expect(bundle.status).toBe(200)
  expect(Buffer.from(await bundle.arrayBuffer()).toString('latin1', 0, 4)).toBe('VTAS')
  await before.close()

  const after = await startReal(file)
  const again = await after.post()
  expect(again.status).toBe(200)
  expect(await again.json()).toEqual(tuning)
  expect(after.store.measurements.page({}, { limit: 1000 }).items).toEqual(rows)
})

it("a client's own data goes where the answer says, and its product comes from there", async () => {
  const { origin, post } = await startReal(freshFile())
  await post()
  const path = `${origin}/v1/workloads/gemm-16x64x64/best`
  const { operands } = bestSchema.parse(await (await fetch(path)).json())
  const bundle = new Uint8Array(await (await fetch(`${path}/program`)).arrayBuffer())
  const { program } = readBundle(bundle, 'best.vtas')

  const workload = normalWorkload(gemmBody())
  const hardware = preset('pynq')
  const own = randomOperands(workload, 99)
  const { a, b } = packOperands(workload, hardware, own)
  const memory = initialMemory(program)
  memory.set(new Uint8Array(a.buffer), operands.a.address)
  memory.set(new Uint8Array(b.buffer), operands.b.address)
  expect([a.byteLength, b.byteLength]).toEqual([operands.a.bytes, operands.b.bytes])
  const image = { ...program, segments: [{ address: 0, bytes: memory }] }
  const { output } = simulate(image, hardware)
  expect(program.output).toEqual(operands.c)
  expect(unpackOutput(workload, hardware, new Int8Array(output))).toEqual(reference(workload, own))
})
