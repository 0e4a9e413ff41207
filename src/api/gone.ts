import type { FastifyReply } from 'fastify'

/** Aborts when the client is gone. (The framework's own signal aborts as soon as the body is read.) */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}
