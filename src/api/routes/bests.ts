import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { BestRecord } from '../../store/records.js'
import { operandsAnswer } from '../answers.js'
import { problems, type Api, type Rooms } from '../api.js'
import type { HotAnswers } from '../hot-answers.js'
import { hardwareQuery } from '../schemas/common.js'
import { bestSchema, workloadParams } from '../schemas/workloads.js'

/** An answer made once: its text and a strong ETag. */
interface Made {
  readonly body: string
  readonly etag: string
}

function make(best: BestRecord, catalogue: Rooms['catalogue']): Made {
  const { workload } = catalogue.workload(best.workload_id)
  const operands = operandsAnswer(workload, catalogue.hardware(best.hardware))
  const body = JSON.stringify(bestSchema.parse({ ...best, operands }))
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

/** Whether the client holds this version already (RFC 9110, 13.1.2: weak comparison). */
export function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((held) => held.trim().replace(/^W\//, '') === etag)
}

const notModified = z.undefined().describe('the client holds this version')

export function bestRoutes(api: Api, { catalogue, store }: Rooms, hot: HotAnswers): void {
  const tags = ['best']
  /** The hot answer is written once: the store gives the same record until a better one is found. */
  const made = new WeakMap<BestRecord, Made>()
  const madeOf = (best: BestRecord): Made => {
    const known = made.get(best)
    if (known) return known
    const fresh = make(best, catalogue)
    made.set(best, fresh)
    return fresh
  }

  /** Sets the headers of a best's version, and says whether its body is wanted. */
  const isWanted = (request: FastifyRequest, reply: FastifyReply, { etag }: Made): boolean => {
    void reply.header('etag', etag).header('cache-control', 'no-cache')
    return !isHeld(request.headers['if-none-match'], etag)
  }

  api.get(
    '/v1/workloads/:id/best',
    {
      schema: {
        tags,
        summary: 'The best verified schedule so far; with an ETag',
        params: workloadParams,
        querystring: hardwareQuery,
        response: {
          200: {
            description: 'the same bytes until a better one is found',
            content: { 'application/json': { schema: bestSchema } },
          },
          304: notModified,
          ...problems('invalid-input', 'unknown-workload', 'nothing-tuned'),
        },
      },
    },
    (request, reply) => {
      const { id } = request.params
      const { hardware } = request.query
      const best = catalogue.best(id, hardware)
      const answer = madeOf(best)
      if (!isWanted(request, reply, answer)) return reply.code(304).send()
      void reply.type('application/json; charset=utf-8')
      return hot.send(reply, { body: answer.body, isFresh: () => store.bests.get(id, hardware) === best })
    },
  )

  api.get(
    '/v1/workloads/:id/best/program',
    {
      schema: {
        tags,
        summary: "The best schedule's program as a .vtas bundle, with random operands in place",
        params: workloadParams,
        querystring: hardwareQuery,
        response: {
          200: {
            description: 'an uncompressed sparse bundle',
            content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
          },
          304: notModified,
          ...problems('invalid-input', 'unknown-workload', 'nothing-tuned'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { hardware } = request.query
      const answer = madeOf(catalogue.best(id, hardware))
      if (!isWanted(request, reply, answer)) return reply.code(304).send()
      const { bundle } = await catalogue.program(id, hardware)
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${id}-${hardware}.vtas"`)
        .send(Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength))
    },
  )
}
