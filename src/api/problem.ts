import { z } from 'zod'

/** Every kind of error that the API answers with: its status and its title. A kind's name never changes. */
export const problemKinds = {
  'malformed-body': { status: 400, title: 'The body is not JSON' },
  'malformed-request': { status: 400, title: 'The request is not HTTP that we understand' },
  'invalid-input': { status: 400, title: 'A field of the request is wrong' },
  unauthorized: { status: 401, title: 'The request needs a token' },
  forbidden: { status: 403, title: 'The request is not allowed' },
  'unknown-route': { status: 404, title: 'There is nothing at this address' },
  'unknown-hardware': { status: 404, title: 'There is no such hardware' },
  'unknown-workload': { status: 404, title: 'There is no such workload' },
  'unknown-tuning': { status: 404, title: 'There is no such tuning' },
  'unknown-batch': { status: 404, title: 'There is no such batch' },
  'unknown-measurement': { status: 404, title: 'There is no such measurement' },
  'nothing-tuned': { status: 404, title: 'The workload has not been tuned on this hardware' },
  'method-not-allowed': { status: 405, title: 'The address exists, but not with this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'wrong-state': { status: 409, title: 'The tuning is not one that this can be asked of now' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'address-too-long': { status: 414, title: 'A part of the address is too long' },
  'unsupported-media-type': { status: 415, title: 'The body is not application/json' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  'queue-full': { status: 429, title: 'Too many tunings wait' },
  'too-many-requests': { status: 429, title: 'Too many requests from this client' },
  'too-many-streams': { status: 429, title: 'Too many event streams are open' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'The server failed' },
  'not-stored': { status: 503, title: 'The database cannot be written' },
  overloaded: { status: 503, title: 'The server has more to do than it can' },
  stopping: { status: 503, title: 'The server is stopping' },
} as const
export type ProblemKind = keyof typeof problemKinds

export const problemMediaType = 'application/problem+json'

const where = {
  field: z.string().optional().describe('path of the field that is wrong'),
  limit: z.unknown().optional().describe('what the field may be at most, at least, or only'),
  value: z.unknown().optional().describe('what was sent'),
  allowed: z.array(z.string()).optional().describe('every value that is known'),
}

export const fieldErrorSchema = z.object({ ...where, detail: z.string() })
export type FieldError = z.infer<typeof fieldErrorSchema>

/** RFC 9457. With several fields wrong, the first is told in the problem's own members, and all in `errors`. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .regex(/^urn:tilewright:problem:[a-z-]+$/)
      .describe('stable name of the kind of problem'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    ...where,
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>

/** A problem of a kind. */
export const problem = (kind: ProblemKind, detail: string, more: Partial<Problem> = {}): Problem => ({
  type: `urn:tilewright:problem:${kind}`,
  ...problemKinds[kind],
  detail,
  ...more,
})
