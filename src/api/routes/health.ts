import { z } from 'zod'
import { ServiceStopping } from '../../service/errors.js'
import { openProblems, problems, type Api, type Rooms } from '../api.js'
import { healthSchema, readySchema } from '../schemas/operation.js'

export function healthRoutes(api: Api, { store, tunings }: Rooms, metrics: () => Promise<string>): void {
  const tags = ['operation']
  const config = { role: null }

  api.get(
    '/healthz',
    {
      config,
      schema: {
        tags,
        summary: 'Whether the process answers',
        response: { 200: healthSchema, ...openProblems() },
      },
    },
    () => ({ status: 'ok' as const }),
  )

  api.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        summary: 'Whether tunings are taken: the store answers and the server is not stopping',
        response: { 200: readySchema, ...openProblems('stopping') },
      },
    },
    () => {
      if (tunings.stopping) throw new ServiceStopping()
      return { status: 'ready' as const, queued: store.tunings.queuedCount() }
    },
  )

  api.get(
    '/metrics',
    {
      schema: {
        tags,
        summary: 'Queue, candidates, workers, requests and the process, as Prometheus reads them',
        response: {
          200: {
            description: "Prometheus's text format 0.0.4",
            content: { 'text/plain': { schema: z.string() } },
          },
          ...problems(),
        },
      },
    },
    async (_, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  )
}
