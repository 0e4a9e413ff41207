import type { Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { watchMethods } from './methods.js'
import { problemOf } from './problem-of.js'
import { problem, problemMediaType, type Problem, type ProblemKind } from './problem.js'

/** Seconds after which a client may come back to what has too much to do. */
const retryAfter = '5'

/** As bytes: no serializer has a say in what an error looks like. */
const send = (reply: FastifyReply, answer: Problem): FastifyReply =>
  reply
    .code(answer.status)
    .type(problemMediaType)
    .send(Buffer.from(JSON.stringify(answer)))

/** The one place where errors become answers. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const answer = problemOf(error, request)
  if (answer.status >= 500) request.log.error(error)
  if (answer.status === 429 || answer.status === 503) void reply.header('retry-after', retryAfter)
  if (answer.status === 401) void reply.header('www-authenticate', 'Bearer')
  void send(reply, answer)
}

/** Makes every error of a server a problem: what routes throw, and what no route takes. */
export function answerErrors(api: FastifyInstance): void {
  const methodsOf = watchMethods(api)
  api.setErrorHandler(answerError)
  api.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?', 1)
    const methods = methodsOf(path)
    if (methods.length === 0) {
      return send(
        reply,
        problem('unknown-route', `there is nothing at ${path}: /openapi.json lists what there is`),
      )
    }
    const detail = `${path} takes ${methods.join(', ')}, not ${request.method}`
    void reply.header('allow', methods.join(', '))
    return send(
      reply,
      problem('method-not-allowed', detail, { value: request.method, allowed: [...methods] }),
    )
  })
}

const socketProblems: Readonly<Partial<Record<string, ProblemKind>>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** Answers bytes that are no HTTP request, on the bare socket. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const answer = problem(socketProblems[error.code ?? ''] ?? 'malformed-request', 'the connection is closed')
  const body = JSON.stringify(answer)
  socket.end(
    [
      `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
      `content-type: ${problemMediaType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
