import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

const header = 'x-request-id'

/** The id that a caller gave its request, where it is a plain one, to follow it through logs; else one of ours. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers[header]
  return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID()
}

/** Tells every caller under which id its request is logged. */
export function answerWithIds(api: FastifyInstance): void {
  api.addHook('onRequest', (request, reply, done) => {
    void reply.header(header, request.id)
    done()
  })
}
