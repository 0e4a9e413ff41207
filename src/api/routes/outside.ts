import { tuningNumber } from '../../store/ids.js'
import { pageOf, readCursor } from '../../store/page.js'
import { askedAnswer, candidateAnswer, tuningAnswer } from '../answers.js'
import { problems, type Api, type Rooms } from '../api.js'
import { goneSignal } from '../gone.js'
import {
  askSchema,
  askedSchema,
  candidatePageSchema,
  candidatesQuery,
  tellSchema,
} from '../schemas/outside.js'
import { tuningParams, tuningSchema } from '../schemas/tunings.js'

const refusals = [
  'malformed-body',
  'invalid-input',
  'unknown-tuning',
  'wrong-state',
  'body-too-large',
  'unsupported-media-type',
] as const

/** Bytes of a request at most: 256 schedules with tiles of many sizes. */
const bodyLimit = 512 * 1024

export function outsideRoutes(api: Api, { store, tunings, outside }: Rooms): void {
  const tags = ['outside']

  api.post(
    '/v1/tunings/:id/ask',
    {
      bodyLimit,
      schema: {
        tags,
        summary: "Candidates to measure elsewhere, of the strategy's choice or your own",
        params: tuningParams,
        body: askSchema,
        response: { 200: askedSchema, ...problems(...refusals) },
      },
    },
    async ({ params, body }, reply) => {
      const { count, schedules = null, simulate } = body
      const asked = await outside.ask(params.id, { count, schedules, simulate }, goneSignal(reply))
      return { candidates: asked.map((each) => askedAnswer(each)) }
    },
  )

  api.post(
    '/v1/tunings/:id/tell',
    {
      bodyLimit,
      schema: {
        tags,
        summary: 'What was measured elsewhere; the first word on a candidate stands',
        params: tuningParams,
        body: tellSchema,
        response: {
          200: tuningSchema.describe('finished when the strategy has no more and knows everything'),
          ...problems(...refusals),
        },
      },
    },
    async ({ params, body }) => {
      const words = body.measurements.map(({ candidate, status, cycles, seconds, detail }) => ({
        candidate,
        status,
        cycles: cycles ?? null,
        seconds: seconds ?? null,
        detail: detail ?? null,
      }))
      return tuningAnswer(await outside.tell(params.id, words))
    },
  )

  api.get(
    '/v1/tunings/:id/candidates',
    {
      schema: {
        tags,
        summary: 'Candidates that were handed out or imported, and what was told of them outside',
        params: tuningParams,
        querystring: candidatesQuery,
        response: { 200: candidatePageSchema, ...problems('invalid-input', 'unknown-tuning') },
      },
    },
    ({ params, query: { cursor, limit } }) => {
      const number = tuningNumber(tunings.get(params.id).id) ?? 0
      const [after] = cursor === undefined ? [0] : readCursor(cursor, 1)
      const candidates = store.candidates.after(number, after, limit + 1)
      return pageOf(
        candidates,
        limit,
        (candidate) => [candidate.number],
        (candidate) => candidateAnswer(candidate),
      )
    },
  )
}
