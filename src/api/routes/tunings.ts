import { prepareToTune } from '../../service/tune.js'
import { isOver } from '../../store/records.js'
import { tuningAnswer } from '../answers.js'
import { problems, type Api, type Rooms } from '../api.js'
import { Forbidden } from '../access.js'
import { goneSignal } from '../gone.js'
import { preferredWait } from '../prefer.js'
import { postHeaders } from '../schemas/common.js'
import {
  tuningPageSchema,
  tuningParams,
  tuningRequestSchema,
  tuningSchema,
  tuningsQuery,
} from '../schemas/tunings.js'
import { submissionOf } from '../submission.js'

export function tuningRoutes(api: Api, rooms: Rooms): void {
  const tags = ['tunings']
  const { tunings } = rooms

  api.post(
    '/v1/tunings',
    {
      schema: {
        tags,
        summary: 'Tune a workload; the same request twice is one tuning',
        headers: postHeaders,
        body: tuningRequestSchema,
        response: {
          200: tuningSchema.describe('it is over: it was stored already, or ended within the preferred wait'),
          202: tuningSchema.describe('it waits or runs: look at Location later'),
          ...problems(
            'malformed-body',
            'invalid-input',
            'unknown-workload',
            'body-too-large',
            'unsupported-media-type',
            'idempotency-key-reused',
            'queue-full',
            'stopping',
          ),
        },
      },
    },
    async (request, reply) => {
      const submission = submissionOf(rooms, request.body, request.client)
      await prepareToTune(submission)
      const { id } = tunings.submit(submission, request.headers['idempotency-key']).tuning
      const wait = preferredWait(request.headers.prefer)
      if (wait !== null) void reply.header('preference-applied', `wait=${wait}`)
      const tuning = wait === null ? tunings.get(id) : await tunings.wait(id, wait * 1000, goneSignal(reply))
      return reply
        .code(isOver(tuning.state) ? 200 : 202)
        .header('location', `/v1/tunings/${id}`)
        .send(tuningAnswer(tuning))
    },
  )

  api.get(
    '/v1/tunings',
    {
      schema: {
        tags,
        summary: 'Tunings, newest first',
        querystring: tuningsQuery,
        response: { 200: tuningPageSchema, ...problems('invalid-input') },
      },
    },
    ({ query }) => {
      const { items, next_cursor } = tunings.list(query, query)
      return { items: items.map((item) => tuningAnswer(item)), next_cursor }
    },
  )

  api.get(
    '/v1/tunings/:id',
    {
      schema: {
        tags,
        summary: 'One tuning: its state, progress and best so far',
        params: tuningParams,
        response: { 200: tuningSchema, ...problems('invalid-input', 'unknown-tuning') },
      },
    },
    ({ params }) => tuningAnswer(tunings.get(params.id)),
  )

  api.delete(
    '/v1/tunings/:id',
    {
      schema: {
        tags,
        summary: 'Cancel a tuning; one that is over stays as it is',
        params: tuningParams,
        response: { 200: tuningSchema, ...problems('invalid-input', 'unknown-tuning') },
      },
    },
    ({ params, role, client }) => {
      const asker = tunings.get(params.id).client
      if (role !== 'admin' && asker !== client) {
        throw new Forbidden(`${params.id} was asked for by somebody else: cancelling it needs the role admin`)
      }
      return tuningAnswer(tunings.cancel(params.id))
    },
  )
}
