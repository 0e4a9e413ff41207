import type { FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { InputError } from '../hardware/input.js'
import { presetNames } from '../hardware/preset-names.js'
import {
  KeyReused,
  NothingTuned,
  QueueFull,
  ServiceStopping,
  UnknownBatch,
  UnknownMeasurement,
  UnknownTuning,
  UnknownWorkload,
  WrongState,
} from '../service/errors.js'
import { NotWritten } from '../store/not-written.js'
import { Forbidden, Unauthorized } from './access.js'
import { fieldErrors } from './field-errors.js'
import { problem, type Problem, type ProblemKind } from './problem.js'
import { Overloaded, TooManyRequests, TooManyStreams, UnknownHardware } from './refusals.js'

/** What the framework refuses before a route sees it, by its error codes. */
const frameworkKinds: Readonly<Partial<Record<string, ProblemKind>>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-body',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_BAD_URL: 'malformed-request',
  FST_ERR_MAX_PARAM_LENGTH: 'address-too-long',
}

/** Node's and the framework's errors carry a code. */
const codeOf = (error: Error): string => {
  const value: unknown = Reflect.get(error, 'code')
  return typeof value === 'string' ? value : ''
}

/** Whether the framework blames the client for an error. */
const isClients = (error: Error): boolean => {
  const status: unknown = Reflect.get(error, 'statusCode')
  return typeof status === 'number' && status >= 400 && status < 500
}

function frameworkProblem(error: Error, request: FastifyRequest): Problem | null {
  const kind = frameworkKinds[codeOf(error)] ?? (isClients(error) ? 'malformed-request' : undefined)
  if (kind === undefined) return null
  const { headers, routeOptions } = request
  if (kind === 'body-too-large') {
    return problem(kind, error.message, {
      limit: routeOptions.bodyLimit,
      value: Number(headers['content-length']),
    })
  }
  if (kind === 'unsupported-media-type') {
    return problem(kind, error.message, { value: headers['content-type'], allowed: ['application/json'] })
  }
  return problem(kind, error.message)
}

/** What the HTTP face refuses by itself. */
function refusal(error: Error): Problem | null {
  const { message } = error
  if (error instanceof UnknownHardware)
    return problem('unknown-hardware', message, { allowed: [...presetNames] })
  if (error instanceof Unauthorized) return problem('unauthorized', message)
  if (error instanceof Forbidden) return problem('forbidden', message)
  if (error instanceof TooManyStreams) return problem('too-many-streams', message, { limit: error.limit })
  if (error instanceof TooManyRequests) return problem('too-many-requests', message, { limit: error.limit })
  if (error instanceof Overloaded) return problem('overloaded', message)
  return null
}

function serviceProblem(error: Error): Problem | null {
  if (error instanceof UnknownBatch) return problem('unknown-batch', error.message, { value: error.id })
  if (error instanceof UnknownMeasurement) {
    return problem('unknown-measurement', error.message, { value: error.id })
  }
  if (error instanceof WrongState) return problem('wrong-state', error.message)
  if (error instanceof UnknownWorkload) return problem('unknown-workload', error.message, { value: error.id })
  if (error instanceof UnknownTuning) return problem('unknown-tuning', error.message, { value: error.id })
  if (error instanceof NothingTuned) return problem('nothing-tuned', error.message)
  if (error instanceof NotWritten) {
    return problem('not-stored', `nothing was changed: ${error.reason}`)
  }
  if (error instanceof ServiceStopping) return problem('stopping', error.message)
  if (error instanceof KeyReused) {
    return problem('idempotency-key-reused', error.message, { field: 'Idempotency-Key', value: error.key })
  }
  if (error instanceof QueueFull) {
    const { limit, value } = error
    return problem('queue-full', error.message, { limit, value })
  }
  return null
}

function inputProblem(error: Error, request: FastifyRequest): Problem | null {
  if (error instanceof InputError) {
    const { field, problem: detail } = error
    const known = field === 'hardware' ? { allowed: [...presetNames] } : {}
    return problem('invalid-input', detail, { field, ...known })
  }
  if (!hasZodFastifySchemaValidationErrors(error)) return null
  const errors = fieldErrors(error, request)
  const [{ detail, ...first }] = errors
  return problem('invalid-input', detail, { ...first, errors })
}

/** The problem that an error is to its client; what nobody foresaw says nothing of its inside. */
export function problemOf(error: Error, request: FastifyRequest): Problem {
  return (
    inputProblem(error, request) ??
    refusal(error) ??
    serviceProblem(error) ??
    frameworkProblem(error, request) ??
    problem('internal', 'An unforeseen error; the log has more under this request')
  )
}
