import { snapshotEventSchema, tuningEventSchema } from '../api/schemas/tunings.js'
import { type Http, NoServer } from './http.js'
import { parseEvents, type ServerEvent } from './server-events.js'
import type { TuningNews } from './types.js'

/** Before a stream that broke is asked for again. */
const retryMilliseconds = 1000

function newsOf({ event, data }: ServerEvent): TuningNews | null {
  const json: unknown = JSON.parse(data)
  if (event === 'snapshot') return { event, tunings: snapshotEventSchema.parse(json).items }
  if (event === 'state' || event === 'progress') return { event, tuning: tuningEventSchema.parse(json) }
  return null
}

/**
 * What happens, as it happens. A stream that breaks is taken up after the last event that was read; the news ends when
 * the server has no more to tell (204), or the signal aborts.
 * @throws ApiError; NoServer when it is gone, also after a break
 */
export async function* watch(http: Http, path: string, signal?: AbortSignal): AsyncGenerator<TuningNews> {
  const isUnwanted = (): boolean => signal?.aborted ?? false
  let last: string | undefined
  while (!isUnwanted()) {
    try {
      const response = await http.response(path, { headers: { 'last-event-id': last }, signal })
      if (response.status === 204 || !response.body) return
      for await (const event of parseEvents(response.body)) {
        last = event.id ?? last
        const news = newsOf(event)
        if (news) yield news
      }
    } catch (error) {
      if (isUnwanted()) return
      if (!(error instanceof TypeError) || error instanceof NoServer) throw error
      await new Promise((resolve) => setTimeout(resolve, retryMilliseconds))
    }
  }
}
