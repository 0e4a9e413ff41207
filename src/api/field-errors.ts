import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { z } from 'zod'
import type { FieldError } from './problem.js'

/** What zod says beside the message, as far as a client can use it. */
const paramsSchema = z.object({
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  keys: z.array(z.string()).optional(),
})

/** The value at a path of what was sent; undefined where there is none, or nothing worth repeating. */
function valueAt(sent: unknown, path: readonly string[]): unknown {
  let value = sent
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, step)
  }
  return typeof value === 'object' ? undefined : value
}

/** The part of a request that a schema was checked against. */
const sentOf = ({ body, query, params, headers }: FastifyRequest, context: string | undefined): unknown =>
  new Map<string | undefined, unknown>(Object.entries({ body, querystring: query, params, headers })).get(
    context,
  )

const present = (members: FieldError): FieldError => {
  const { detail, ...rest } = members
  return { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)), detail }
}

/** Each issue of a request that does not fit its schema: where, what is allowed, and what was sent. */
export function fieldErrors(
  error: {
    readonly validation: readonly FastifySchemaValidationError[]
    readonly validationContext?: string | undefined
  },
  request: FastifyRequest,
): FieldError[] {
  const sent = sentOf(request, error.validationContext)
  return error.validation.flatMap(({ instancePath, message = 'is wrong', params }) => {
    const path = instancePath.split('/').filter((step) => step !== '')
    const { minimum, maximum, values, keys } = paramsSchema.parse(params)
    if (keys !== undefined) {
      return keys.map((key) => ({
        field: [...path, key].join('.'),
        detail: `there is no field "${[...path, key].join('.')}"`,
      }))
    }
    const field = path.join('.')
    const detail = field === '' ? message : `${field}: ${message}`
    const value = valueAt(sent, path)
    const allowed = values?.map(String)
    return [present({ field: field || undefined, limit: maximum ?? minimum, value, allowed, detail })]
  })
}
