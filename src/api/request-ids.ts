import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

const header = 'x-request-id'

/** Ids of ours begin with what no other process's do, and count on. */
const own = randomBytes(9).toString('base64url')
let count = 0

/** The id that a caller gave its request, where it is a plain one, to follow it through logs; else one of ours. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers[header]
  return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : `${own}.${++count}`
}

/** Tells every caller under which id its request is logged. */
export function answerWithIds(api: FastifyInstance): void {
  api.addHook('onRequest', (request, reply, done) => {
    void reply.header(header, request.id)
    done()
  })
}
