import { normalWorkload, workloadSchema } from '../../workload/workload.js'
import { workloadAnswer } from '../answers.js'
import { problems, type Api, type Rooms } from '../api.js'
import {
  knobsQuery,
  knobsSchema,
  workloadAnswerSchema,
  workloadPageSchema,
  workloadParams,
  workloadsQuery,
} from '../schemas/workloads.js'

export function workloadRoutes(api: Api, { store, catalogue }: Rooms): void {
  const tags = ['workloads']

  api.post(
    '/v1/workloads',
    {
      schema: {
        tags,
        summary: 'Store a workload; the same workload always has the same id',
        body: workloadSchema.meta({ examples: [{ kind: 'gemm', m: 16, n: 256, k: 256 }] }),
        response: {
          200: workloadAnswerSchema.describe('it was known'),
          201: workloadAnswerSchema.describe('it is new'),
          ...problems('malformed-body', 'invalid-input', 'body-too-large', 'unsupported-media-type'),
        },
      },
    },
    (request, reply) => {
      const { record, created } = store.workloads.add(normalWorkload(request.body))
      return reply
        .code(created ? 201 : 200)
        .header('location', `/v1/workloads/${record.id}`)
        .send(workloadAnswer(record))
    },
  )

  api.get(
    '/v1/workloads',
    {
      schema: {
        tags,
        summary: 'Workloads, newest first',
        querystring: workloadsQuery,
        response: { 200: workloadPageSchema, ...problems('invalid-input') },
      },
    },
    ({ query }) => {
      const { items, next_cursor } = store.workloads.page(query)
      return { items: items.map((item) => workloadAnswer(item)), next_cursor }
    },
  )

  api.get(
    '/v1/workloads/:id',
    {
      schema: {
        tags,
        summary: 'One workload and the packing of its tensors',
        params: workloadParams,
        response: { 200: workloadAnswerSchema, ...problems('invalid-input', 'unknown-workload') },
      },
    },
    ({ params }) => workloadAnswer(catalogue.workload(params.id)),
  )

  api.get(
    '/v1/workloads/:id/knobs',
    {
      schema: {
        tags,
        summary: 'The knobs of its schedules, with every value',
        params: workloadParams,
        querystring: knobsQuery,
        response: { 200: knobsSchema, ...problems('invalid-input', 'unknown-workload') },
      },
    },
    async ({ params, query }) => {
      const { name, size, knobs } = await catalogue.space(query.space, params.id, query.hardware)
      return {
        workload_id: params.id,
        hardware: query.hardware,
        space: name,
        space_size: size,
        knobs: knobs.map(({ name: knob, meaning, values }) => ({
          name: knob,
          meaning,
          values: values.map((value) => (typeof value === 'object' ? [...value] : value)),
        })),
      }
    },
  )
}
