import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { GuardOptions } from '../../src/api/guards.js'
import { sampleSchedule } from '../store/samples.js'
import { gemmBody, startServer, type Answer, type Client } from '../api/client.js'

/* Walks the OpenAPI document: every operation is asked for every answer that it documents, over real HTTP. */

const mediaSchema = z.object({ schema: z.record(z.string(), z.unknown()) })
const operationSchema = z.object({
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: z.record(z.string(), mediaSchema).optional() }),
  ),
})
const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})
const jsonSchema = z.record(z.string(), z.unknown())
type Document = z.infer<typeof documentSchema>

/** How to bring about one documented answer. */
type Ask = (client: Client) => Promise<Answer>

const json = { 'content-type': 'application/json' }
const octets = { 'content-type': 'application/octet-stream' }
const claim = JSON.stringify({
  workload: gemmBody(),
  hardware: 'pynq',
  schedule: sampleSchedule(1),
  status: 'ok',
  cycles: 7,
  detail: null,
})
const now = { prefer: 'wait=30' }
const long = 'x'.repeat(101)
const tunePath = '/v1/tunings'
const bestPath = '/v1/workloads/gemm-16x64x64/best'

const get =
  (path: string): Ask =>
  (client) =>
    client.get(path)
const post =
  (path: string, body: unknown): Ask =>
  (client) =>
    client.post(path, body)
const raw =
  (path: string, headers: Record<string, string>, body: string): Ask =>
  (client) =>
    client.send(path, { method: 'POST', headers, body })
const remove =
  (path: string): Ask =>
  (client) =>
    client.send(path, { method: 'DELETE' })
const afterTuning =
  (ask: Ask): Ask =>
  async (client) => {
    await client.post(tunePath, { workload: gemmBody() }, now)
    return ask(client)
  }
const afterOutside =
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
const held =
  (path: string): Ask =>
  async (client) => {
    const { headers } = await client.get(path)
    return client.get(path, { 'if-none-match': headers.get('etag') ?? '' })
  }
const whileStopping =
  (ask: Ask): Ask =>
  async (client) => {
    await client.service.stop()
    return ask(client)
  }

const badBodies = (path: string, tooLarge = 70_000): Record<string, Ask> => ({
  400: raw(path, json, '{'),
  413: raw(path, json, `"${'x'.repeat(tooLarge)}"`),
  415: raw(path, { 'content-type': 'text/plain' }, 'gemm'),
})

async function fillQueue(client: Client): Promise<Answer> {
  client.pool.stuckFrom = 0
  await client.post(tunePath, { workload: gemmBody(1) })
  await client.post(tunePath, { workload: gemmBody(2) })
  return client.post(tunePath, { workload: gemmBody(3) })
}

/** Comes back to a stream that it read to its end. */
async function readToTheEnd({ get: fetchPath }: Client): Promise<Answer> {
  const path = '/v1/tunings/t1/events'
  const { body } = await fetchPath(path)
  const last = /\nid: (\S+)\n/.exec(String(body))?.[1] ?? ''
  return fetchPath(path, { 'last-event-id': last })
}

/** Reads a stream that ends because the service does. */
async function afterStreaming({ get: fetchPath, service }: Client): Promise<Answer> {
  const reading = fetchPath('/v1/events')
  await service.stop()
  return reading
}

const reuseKey =
  (path: string, body: (m: number) => unknown): Ask =>
  async (client) => {
    const key = { 'idempotency-key': 'k' }
    await client.post(path, body(1), key)
    return client.post(path, body(2), key)
  }

const asks: Record<string, Record<string, Ask>> = {
  'get /v1/hardware': { 200: get('/v1/hardware') },
  'get /v1/hardware/{name}': {
    200: get('/v1/hardware/de10'),
    400: get(`/v1/hardware/${long}`),
    404: get('/v1/hardware/zx81'),
  },
  'post /v1/workloads': {
    200: afterTuning(post('/v1/workloads', gemmBody())),
    201: post('/v1/workloads', gemmBody()),
    ...badBodies('/v1/workloads'),
  },
  'get /v1/workloads': { 200: afterTuning(get('/v1/workloads')), 400: get('/v1/workloads?limit=0') },
  'get /v1/workloads/{id}': {
    200: afterTuning(get('/v1/workloads/gemm-16x64x64')),
    400: get(`/v1/workloads/${long}`),
    404: get('/v1/workloads/gemm-9x9x9'),
  },
  'get /v1/workloads/{id}/knobs': {
    200: afterTuning(get('/v1/workloads/gemm-16x64x64/knobs')),
    400: afterTuning(get('/v1/workloads/gemm-16x64x64/knobs?hardware=zx81')),
    404: get('/v1/workloads/gemm-9x9x9/knobs'),
  },
  'get /v1/workloads/{id}/best': {
    200: afterTuning(get(bestPath)),
    304: afterTuning(held(bestPath)),
    400: get(`${bestPath}?colour=red`),
    404: get(bestPath),
  },
  'get /v1/workloads/{id}/best/program': {
    200: afterTuning(get(`${bestPath}/program`)),
    304: afterTuning(held(`${bestPath}/program`)),
    400: get(`${bestPath}/program?colour=red`),
    404: get(`${bestPath}/program`),
  },
  'post /v1/tunings': {
    200: (client) => client.post(tunePath, { workload: gemmBody() }, now),
    202: post(tunePath, { workload: gemmBody() }),
    ...badBodies(tunePath),
    404: post(tunePath, { workload_id: 'gemm-9x9x9' }),
    422: reuseKey(tunePath, (m) => ({ workload: gemmBody(m) })),
    429: fillQueue,
    503: whileStopping(post(tunePath, { workload: gemmBody() })),
  },
  'get /v1/tunings': { 200: afterTuning(get(tunePath)), 400: get(`${tunePath}?state=lost`) },
  'get /v1/tunings/{id}': {
    200: afterTuning(get('/v1/tunings/t1')),
    400: get(`/v1/tunings/${long}`),
    404: get('/v1/tunings/t9'),
  },
  'delete /v1/tunings/{id}': {
    200: afterTuning(remove('/v1/tunings/t1')),
    400: remove(`/v1/tunings/${long}`),
    404: remove('/v1/tunings/t9'),
  },
  'post /v1/tunings/{id}/ask': {
    200: afterOutside(post('/v1/tunings/t1/ask', { count: 2, simulate: true })),
    ...badBodies('/v1/tunings/t1/ask', 600_000),
    404: post('/v1/tunings/t9/ask', {}),
    409: afterTuning(post('/v1/tunings/t1/ask', {})),
  },
  'post /v1/tunings/{id}/tell': {
    200: afterOutside(async (client) => {
      await client.post('/v1/tunings/t1/ask', {})
      return client.post('/v1/tunings/t1/tell', { measurements: [{ candidate: 1, cycles: 7 }] })
    }),
    ...badBodies('/v1/tunings/t1/tell', 600_000),
    404: post('/v1/tunings/t9/tell', { measurements: [{ candidate: 1, cycles: 7 }] }),
    409: afterTuning(post('/v1/tunings/t1/tell', { measurements: [{ candidate: 1, cycles: 7 }] })),
  },
  'get /v1/tunings/{id}/candidates': {
    200: afterOutside(async (client) => {
      await client.post('/v1/tunings/t1/ask', {})
      return client.get('/v1/tunings/t1/candidates')
    }),
    400: afterOutside(get('/v1/tunings/t1/candidates?cursor=x')),
    404: get('/v1/tunings/t9/candidates'),
  },
  'post /v1/batches': {
    200: (client) => client.post('/v1/batches', { workloads: [{ workload: gemmBody() }] }, now),
    202: post('/v1/batches', { workloads: [{ workload: gemmBody() }] }),
    ...badBodies('/v1/batches', 300_000),
    404: post('/v1/batches', { workloads: [{ workload_id: 'gemm-9x9x9' }] }),
    422: reuseKey('/v1/batches', (m) => ({ workloads: [{ workload: gemmBody(m) }] })),
    429: post('/v1/batches', { workloads: [1, 2, 3].map((m) => ({ workload: gemmBody(m) })) }),
    503: whileStopping(post('/v1/batches', { workloads: [{ workload: gemmBody() }] })),
  },
  'get /v1/batches/{id}': {
    200: async (client) => {
      await client.post('/v1/batches', { workloads: [{ workload: gemmBody() }] })
      return client.get('/v1/batches/b1')
    },
    400: get(`/v1/batches/${long}`),
    404: get('/v1/batches/b9'),
  },
  'get /v1/tunings/{id}/events': {
    200: afterTuning(get('/v1/tunings/t1/events')),
    204: afterTuning(readToTheEnd),
    400: get(`/v1/tunings/${long}/events`),
    404: get('/v1/tunings/t9/events'),
  },
  'get /v1/events': { 200: afterStreaming },
  'get /v1/measurements/{id}/explain': {
    200: afterTuning(get('/v1/measurements/t1.1/explain')),
    400: get(`/v1/measurements/${long}/explain`),
    404: get('/v1/measurements/t9.9/explain'),
  },
  'get /v1/measurements/{id}/timeline': {
    200: afterTuning(get('/v1/measurements/t1.1/timeline')),
    400: get(`/v1/measurements/${long}/timeline`),
    404: get('/v1/measurements/t9.9/timeline'),
  },
  'get /v1/measurements/export': {
    200: afterTuning(get('/v1/measurements/export')),
    400: get('/v1/measurements/export?format=odd'),
  },
  'post /v1/measurements/import': {
    202: afterTuning(async (client) => {
      const { body } = await client.get('/v1/measurements/export?format=csv')
      return client.send('/v1/measurements/import?format=csv', {
        method: 'POST',
        headers: octets,
        body: String(body),
      })
    }),
    400: raw('/v1/measurements/import?format=csv', octets, 'nothing'),
    404: raw('/v1/measurements/import?format=csv&workload_id=gemm-9x9x9', octets, 'nothing'),
    413: raw('/v1/measurements/import?format=csv', octets, 'x'.repeat(34_000_000)),
    415: raw('/v1/measurements/import?format=csv', json, '{}'),
    503: whileStopping(async (client) =>
      client.send('/v1/measurements/import?format=jsonl', { method: 'POST', headers: octets, body: claim }),
    ),
  },
  'get /v1/measurements': {
    200: afterTuning(get('/v1/measurements')),
    400: get('/v1/measurements?status=odd'),
  },
  'get /healthz': { 200: get('/healthz') },
  'get /readyz': { 200: get('/readyz'), 503: whileStopping(get('/readyz')) },
  'get /metrics': { 200: get('/metrics') },
}

/** Operations that are open to everybody. */
const openOperations = new Set(['get /healthz', 'get /readyz'])

/** An address that an operation takes, whether something is there or not. */
const addressOf = (operation: string): string =>
  operation.split(' ')[1].replace('{id}', 't1').replace('{name}', 'pynq')

const methodOf = (operation: string): string => operation.split(' ')[0].toUpperCase()

/** What every guarded operation answers before it looks at anything else: on what server, and how to get there. */
const guardCases: readonly {
  status: string
  guards: GuardOptions
  prepare: (client: Client) => Promise<unknown>
}[] = [
  { status: '401', guards: { tokens: new Map([['secret', 'read']]) }, prepare: async () => {} },
  { status: '403', guards: {}, prepare: async () => {} },
  { status: '429', guards: { rateLimit: 1 }, prepare: ({ get: fetchPath }) => fetchPath('/v1/hardware') },
  {
    status: '503',
    guards: { maxHeapBytes: 1 },
    prepare: ({ get: fetchPath }) =>
      expect.poll(async () => (await fetchPath('/v1/hardware')).status).toBe(503),
  },
]

const guardStatuses = (operation: string) =>
  openOperations.has(operation) ? [] : guardCases.map(({ status }) => status)

/** Checks a body against a schema of the document. */
function expectToFit(document: Document, schema: Record<string, unknown>, body: unknown): void {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas })
  const whole = jsonSchema.parse(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
  const parsed = z.fromJSONSchema(whole).safeParse(body)
  expect(parsed.error?.issues ?? []).toEqual([])
}

/** Checks that an answer is one that its operation documents. */
function expectDocumented(document: Document, operation: string, answer: Answer): void {
  const [method, path] = operation.split(' ')
  const { content } = document.paths[path][method].responses[answer.status]
  if (content === undefined) {
    expect(answer.body).toBe('')
    return
  }
  const [mediaType] = (answer.headers.get('content-type') ?? '').split(';')
  expect(Object.keys(content)).toContain(mediaType)
  expectToFit(document, content[mediaType].schema, answer.body)
}

const open = (guards: GuardOptions = {}) => startServer(undefined, { maxQueued: 1 }, guards)

async function documentOf(client: Client): Promise<Document> {
  return documentSchema.parse((await client.get('/openapi.json')).body)
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1, and has every operation and every answer that this suite asks for, and no other', async () => {
    const document = await documentOf(await open())
    expect(document.openapi).toBe('3.1.0')
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method} ${path} ${status}`),
      ),
    )
    const asked = Object.entries(asks).flatMap(([operation, answers]) =>
      [...new Set([...Object.keys(answers), ...guardStatuses(operation), '500'])].map(
        (status) => `${operation} ${status}`,
      ),
    )
    expect(documented.toSorted()).toEqual(asked.toSorted())
  })

  it('refers to schemas that it has, and has none that nothing refers to', async () => {
    const document = await documentOf(await open())
    const referred = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)
    const names = new Set([...referred].map(([, name]) => name))
    expect([...names].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted())
  })
})

const cases = Object.entries(asks).flatMap(([operation, answers]) =>
  Object.entries(answers).map(([status, ask]) => ({ operation, status, ask })),
)

describe.each(cases)('$operation answers $status', ({ operation, status, ask }) => {
  it('as documented', async () => {
    const client = await open()
    const document = await documentOf(client)
    const answer = await ask(client)
    expect(answer.status).toBe(Number(status))
    expectDocumented(document, operation, answer)
  })
})

describe.each(guardCases)('every guarded operation answers $status', ({ status, guards, prepare }) => {
  it('as documented', async () => {
    const document = await documentOf(await open())
    const client = await open(guards)
    await prepare(client)
    for (const operation of Object.keys(asks).filter((each) => !openOperations.has(each))) {
      const [address, method] = [addressOf(operation), methodOf(operation)]
      const answer = await (status === '403'
        ? client.sendTo('elsewhere.example', address, method)
        : client.send(address, { method }))
      expect(answer.status, operation).toBe(Number(status))
      expectDocumented(document, operation, answer)
    }
  })
})

describe('the pages', () => {
  it('show the API without any other server', async () => {
    const { get: fetchPage } = await open()
    const page = await fetchPage('/docs/')
    expect(page.status).toBe(200)
    expect(page.body).toContain('swagger-ui')
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect((await fetchPage('/docs/static/swagger-ui-bundle.js')).status).toBe(200)
  })

  it('begin with one that says what this is', async () => {
    const { get: fetchPage } = await open()
    const page = await fetchPage('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('href="/docs"')
  })
})
