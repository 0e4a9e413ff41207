import { sampleSchedule } from '../../store/samples.js'
import { gemmBody, type Answer, type Client } from '../../api/client.js'

/* Ways to bring about an answer of the API. */

/** How to bring about one documented answer. */
export type Ask = (client: Client) => Promise<Answer>

export const json = { 'content-type': 'application/json' }
export const octets = { 'content-type': 'application/octet-stream' }
export const claim = JSON.stringify({
  workload: gemmBody(),
  hardware: 'pynq',
  schedule: sampleSchedule(1),
  status: 'ok',
  cycles: 7,
  detail: null,
})
export const now = { prefer: 'wait=30' }
export const long = 'x'.repeat(101)
export const tunePath = '/v1/tunings'
export const bestPath = '/v1/workloads/gemm-16x64x64/best'

export const get =
  (path: string): Ask =>
  (client) =>
    client.get(path)
export const post =
  (path: string, body: unknown): Ask =>
  (client) =>
    client.post(path, body)
export const raw =
  (path: string, headers: Record<string, string>, body: string): Ask =>
  (client) =>
    client.send(path, { method: 'POST', headers, body })
export const remove =
  (path: string): Ask =>
  (client) =>
    client.send(path, { method: 'DELETE' })
export const afterTuning =
  (ask: Ask): Ask =>
  async (client) => {
    await client.post(tunePath, { workload: gemmBody() }, now)
    return ask(client)
  }
export const afterOutside =
  (ask: Ask): Ask =>
  async (client) => {
    const budget = { trials: 5 }
    await client.post(tunePath, {
      workload: gemmBody(),
      kind: 'outside',
      strategy: 'random',
      space: 'equal-tiles',
      budget,
    })
    return ask(client)
  }
export const held =
  (path: string): Ask =>
  async (client) => {
    const { headers } = await client.get(path)
    return client.get(path, { 'if-none-match': headers.get('etag') ?? '' })
  }
export const whileStopping =
  (ask: Ask): Ask =>
  async (client) => {
    await client.service.stop()
    return ask(client)
  }

export const badBodies = (path: string, tooLarge = 70_000): Record<string, Ask> => ({
  400: raw(path, json, '{'),
  413: raw(path, json, `"${'x'.repeat(tooLarge)}"`),
  415: raw(path, { 'content-type': 'text/plain' }, 'gemm'),
})

export async function fillQueue(client: Client): Promise<Answer> {
  client.pool.stuckFrom = 0
  await client.post(tunePath, { workload: gemmBody(1) })
  await client.post(tunePath, { workload: gemmBody(2) })
  return client.post(tunePath, { workload: gemmBody(3) })
}

/** Comes back to a stream that it read to its end. */
export async function readToTheEnd({ get: fetchPath }: Client): Promise<Answer> {
  const path = '/v1/tunings/t1/events'
  const { body } = await fetchPath(path)
  const last = /\nid: (\S+)\n/.exec(String(body))?.[1] ?? ''
  return fetchPath(path, { 'last-event-id': last })
}

/** Reads a stream that ends because the service does. */
export async function afterStreaming({ get: fetchPath, service }: Client): Promise<Answer> {
  const reading = fetchPath('/v1/events')
  await service.stop()
  return reading
}

export const reuseKey =
  (path: string, body: (m: number) => unknown): Ask =>
  async (client) => {
    const key = { 'idempotency-key': 'k' }
    await client.post(path, body(1), key)
    return client.post(path, body(2), key)
  }
