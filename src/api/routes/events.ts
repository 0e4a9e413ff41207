import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { isOver, type TuningRecord } from '../../store/records.js'
import { problems, type Api, type Rooms } from '../api.js'
import { eventStream, resumeAfter, type Watched } from '../event-stream.js'
import { goneSignal } from '../gone.js'
import { TooManyStreams } from '../refusals.js'
import { eventHeaders, tuningParams } from '../schemas/tunings.js'

/** Streams that may be open at once. */
const maxStreams = 256

/** Tunings in a snapshot of all: those that wait or run, and no more than this. */
const snapshotTunings = 1000

const streamAnswer = {
  description: `Server-sent events. \`snapshot\`: {items: [Tuning]}, how things stand, first of all and in the place of
what a slow or late reader missed; \`state\`: a Tuning that was queued, began or ended; \`progress\`: a Tuning that came
further. Each has an id: send the last as Last-Event-ID to go on after it.`,
  content: { 'text/event-stream': { schema: z.string() } },
}

export function eventRoutes(api: Api, { store, tunings }: Rooms): void {
  const tags = ['tunings']
  let open = 0

  const send = (reply: FastifyReply, watched: Omit<Watched, 'feed'>): FastifyReply => {
    if (open >= maxStreams) throw new TooManyStreams(maxStreams)
    const stream = Readable.from(eventStream({ ...watched, feed: tunings.events }, goneSignal(reply)))
    open++
    reply.raw.once('close', () => {
      open--
    })
    return reply
      .header('cache-control', 'no-store')
      .header('connection', 'close')
      .header('x-accel-buffering', 'no')
      .type('text/event-stream')
      .send(stream)
  }

  /** What waits or runs. */
  const current = (): readonly TuningRecord[] =>
    (['running', 'queued'] as const).flatMap(
      (state) => store.tunings.page({ state }, { limit: snapshotTunings }).items,
    )

  api.get(
    '/v1/events',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'What happens to tunings, as it happens',
        headers: eventHeaders,
        response: { 200: streamAnswer, ...problems('too-many-streams') },
      },
    },
    ({ headers }, reply) =>
      send(reply, {
        snapshot: current,
        lastEventId: headers['last-event-id'],
        isOver: () => false,
      }),
  )

  api.get(
    '/v1/tunings/:id/events',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'What happens to one tuning; the stream ends with the tuning',
        params: tuningParams,
        headers: eventHeaders,
        response: {
          200: streamAnswer,
          204: z.undefined().describe('it is over, and the client knows: there is nothing to come back for'),
          ...problems('invalid-input', 'unknown-tuning', 'too-many-streams'),
        },
      },
    },
    ({ params, headers }, reply) => {
      const { id } = params
      const lastEventId = headers['last-event-id']
      const over = () => isOver(tunings.get(id).state)
      const read = resumeAfter(tunings.events, lastEventId)
      const knowsAll = read !== null && tunings.events.next(read, id) === 'none'
      if (over() && knowsAll) return reply.code(204).send()
      return send(reply, { tuningId: id, snapshot: () => [tunings.get(id)], lastEventId, isOver: over })
    },
  )
}
