import { problems, type Api, type Rooms } from '../api.js'
import {
  explanationSchema,
  measurementPageSchema,
  measurementParams,
  measurementsQuery,
  traceSchema,
} from '../schemas/measurements.js'

export function measurementRoutes(api: Api, { store, catalogue }: Rooms): void {
  api.get(
    '/v1/measurements',
    {
      schema: {
        tags: ['measurements'],
        summary: 'The tuning log, one row a candidate, in the order in which they were measured',
        querystring: measurementsQuery,
        response: {
          200: {
            description: 'Default Response',
            content: { 'application/json': { schema: measurementPageSchema } },
          },
          ...problems('invalid-input'),
        },
      },
    },
    ({ query }, reply) => {
      // As text, it is not checked again: the store has just read the schedules by their schema, and a hundred take 5 ms.
      const page = JSON.stringify(store.measurements.page(query, query))
      return reply.type('application/json; charset=utf-8').send(page)
    },
  )

  api.get(
    '/v1/measurements/:id/timeline',
    {
      schema: {
        tags: ['measurements'],
        summary:
          'Every instruction of a measured program, for chrome://tracing or Perfetto; a cycle is a microsecond',
        params: measurementParams,
        response: {
          200: {
            description: "Chrome's trace format",
            content: { 'application/json': { schema: traceSchema } },
          },
          ...problems('invalid-input', 'unknown-measurement'),
        },
      },
    },
    async ({ params }, reply) => {
      const trace = await catalogue.timeline(params.id)
      return reply.type('application/json; charset=utf-8').send(Buffer.from(trace))
    },
  )

  api.get(
    '/v1/measurements/:id/explain',
    {
      schema: {
        tags: ['measurements'],
        summary:
          'Why a measured program takes that long: what each module waits for, the critical path, the gap',
        params: measurementParams,
        response: {
          200: {
            description: 'The explanation, as the command explain prints it',
            content: { 'application/json': { schema: explanationSchema } },
          },
          ...problems('invalid-input', 'unknown-measurement'),
        },
      },
    },
    async ({ params }, reply) => {
      const explanation = await catalogue.explain(params.id)
      return reply.type('application/json; charset=utf-8').send(Buffer.from(explanation))
    },
  )
}
