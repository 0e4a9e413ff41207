import { problems, type Api, type Rooms } from '../api.js'
import { problem, problemMediaType } from '../problem.js'
import { healthSchema, readySchema } from '../schemas.js'

export function healthRoutes(api: Api, { store, tunings }: Rooms): void {
  const tags = ['operation']

  api.get(
    '/healthz',
    {
      schema: {
        tags,
        summary: 'Whether the process answers',
        response: { 200: healthSchema, ...problems() },
      },
    },
    () => ({ status: 'ok' as const }),
  )

  api.get(
    '/readyz',
    {
      schema: {
        tags,
        summary: 'Whether tunings are taken: the store answers and the server is not stopping',
        response: { 200: readySchema, ...problems('stopping') },
      },
    },
    (_, reply) => {
      if (tunings.stopping) {
        return reply.code(503).type(problemMediaType).send(problem('stopping', 'no more tunings are taken'))
      }
      return { status: 'ready' as const, queued: store.tunings.queuedCount() }
    },
  )
}
