import { ServiceStopping } from '../../service/errors.js'
import { problems, type Api, type Rooms } from '../api.js'
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
    () => {
      if (tunings.stopping) throw new ServiceStopping()
      return { status: 'ready' as const, queued: store.tunings.queuedCount() }
    },
  )
}
