import { gemmBody } from '../../api/client.js'
import {
  json,
  octets,
  claim,
  now,
  long,
  tunePath,
  bestPath,
  get,
  post,
  raw,
  remove,
  afterTuning,
  afterOutside,
  held,
  whileStopping,
  badBodies,
  fillQueue,
  readToTheEnd,
  afterStreaming,
  reuseKey,
  type Ask,
} from './ways.js'

/** By operation and status, how to bring about every answer that is documented, beside those of the guards. */
export const asks: Record<string, Record<string, Ask>> = {
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
