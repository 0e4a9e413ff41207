import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { requestId } from './request-ids.js'

/** Answers that are kept, all dropped when there are more. */
const mostKept = 1000

/** An answer as a route made it, in the words that go over the wire. */
interface Kept {
  /** Names and values in turns, without the request's own id. */
  readonly head: readonly string[]
  readonly body: string
  readonly isFresh: () => boolean
}

/** Told of each answer: the request, and the id that it was answered under. */
export type OnAnswer = (request: IncomingMessage, id: string) => void

/** Two requests with the same of these may do the same and get the same. */
const keyOf = ({ url = '', headers }: IncomingMessage): string =>
  `${headers.authorization ?? ''}\n${headers.host ?? ''}\n${url}`

/**
 * Answers that are asked for again and again. A route makes one, with everything that stands before routes; as long as it
 * is fresh, the same request is given the same bytes before the framework looks at it, which would take three times as
 * long as sending them does.
 */
export class HotAnswers {
  readonly #kept = new Map<string, Kept>()
  #given = 0

  constructor(private readonly onAnswer: OnAnswer) {}

  /** Answers given without the framework. */
  get given(): number {
    return this.#given
  }

  /** Keeps the answer that a reply is about to be, and sends it. */
  send(reply: FastifyReply, { body, isFresh }: Pick<Kept, 'body' | 'isFresh'>): FastifyReply {
    const { raw } = reply.request
    if (raw.method === 'GET') {
      if (this.#kept.size >= mostKept) this.#kept.clear()
      void reply.header('content-length', Buffer.byteLength(body))
      const head = Object.entries(reply.getHeaders())
        .filter(([name]) => name !== 'x-request-id')
        .flatMap(([name, value]) => [name, String(value)])
      this.#kept.set(keyOf(raw), { head, body, isFresh })
    }
    return reply.send(body)
  }

  /** Answers a request whose answer is kept. @returns whether it did. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' || request.headers['if-none-match'] !== undefined) return false
    const key = keyOf(request)
    const kept = this.#kept.get(key)
    if (!kept) return false
    if (!kept.isFresh()) {
      this.#kept.delete(key)
      return false
    }
    const id = requestId(request)
    // Head and body as texts leave in one write.
    response.writeHead(200, ['x-request-id', id, ...kept.head])
    response.end(kept.body)
    this.#given++
    this.onAnswer(request, id)
    return true
  }
}
