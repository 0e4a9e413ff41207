import { prepareToTune } from '../../service/tune.js'
import { isBatchOver } from '../../service/batches.js'
import { ofWorkload } from '../../service/submission.js'
import { batchAnswer } from '../answers.js'
import { problems, type Api, type Rooms } from '../api.js'
import { goneSignal } from '../gone.js'
import { preferredWait } from '../prefer.js'
import { batchParams, batchRequestSchema, batchSchema } from '../schemas/batches.js'
import { postHeaders } from '../schemas/common.js'
import { submissionsOf } from '../submission.js'

/** Bytes of a batch at most: many workloads, each some hundreds. */
const bodyLimit = 256 * 1024

export function batchRoutes(api: Api, rooms: Rooms): void {
  const tags = ['batches']
  const { batches } = rooms

  api.post(
    '/v1/batches',
    {
      bodyLimit,
      schema: {
        tags,
        summary: 'Tune many workloads, each with its own budget',
        headers: postHeaders,
        body: batchRequestSchema,
        response: {
          200: batchSchema.describe('it is over: it was stored already, or ended within the preferred wait'),
          202: batchSchema.describe('some of it waits or runs: look at Location later'),
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
    async ({ body, headers, client }, reply) => {
      const submissions = submissionsOf(rooms, body, client)
      for (const [place, { submission }] of submissions.entries()) {
        await prepareToTune(submission).catch((error: unknown) => {
          throw ofWorkload(place, error)
        })
      }
      const { id } = batches.submit(submissions, headers['idempotency-key'])
      const wait = preferredWait(headers.prefer)
      if (wait !== null) void reply.header('preference-applied', `wait=${wait}`)
      const batch = wait === null ? batches.get(id) : await batches.wait(id, wait * 1000, goneSignal(reply))
      return reply
        .code(isBatchOver(batch) ? 200 : 202)
        .header('location', `/v1/batches/${id}`)
        .send(batchAnswer(batch))
    },
  )

  api.get(
    '/v1/batches/:id',
    {
      schema: {
        tags,
        summary: 'One batch: its tunings, and its cycles together when all are done',
        params: batchParams,
        response: { 200: batchSchema, ...problems('invalid-input', 'unknown-batch') },
      },
    },
    ({ params }) => batchAnswer(batches.get(params.id)),
  )
}
