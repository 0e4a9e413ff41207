import type { SwaggerTransformObject } from '@fastify/swagger'

/* What the document says of the headers of answers. They are not in the schemas of bodies. */

interface Header {
  readonly description: string
  readonly schema: { readonly type: 'string' | 'integer' }
}

const text = (description: string): Header => ({ description, schema: { type: 'string' } })

const requestId = { 'X-Request-Id': text('the id under which the request is logged') }
const location = { Location: text('where to ask for it again') }
const waited = { 'Preference-Applied': text('the wait that was granted') }
const version = {
  ETag: text('version of the best: send it as If-None-Match'),
  'Cache-Control': text('no-cache: ask whether it is still the best'),
}

/** Headers of one operation's answers. */
const byOperation: Readonly<Record<string, Readonly<Record<string, Header>>>> = {
  'post /v1/workloads': location,
  'post /v1/tunings': { ...location, ...waited },
  'post /v1/batches': { ...location, ...waited },
  'get /v1/workloads/{id}/best': version,
  'get /v1/workloads/{id}/best/program': { ...version, 'Content-Disposition': text('a name for the file') },
}

/** Headers of every answer with a status. */
const byStatus: Readonly<Record<string, Readonly<Record<string, Header>>>> = {
  401: { 'WWW-Authenticate': text('Bearer') },
  429: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } },
}

const headersOf = (operation: string, status: string): Readonly<Record<string, Header>> => ({
  ...requestId,
  ...byStatus[status],
  ...(status < '400' ? byOperation[operation] : {}),
})

/** Adds the headers of answers to a document. */
export function withHeaders(
  document: ReturnType<SwaggerTransformObject>,
): ReturnType<SwaggerTransformObject> {
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods ?? {})) {
      if (typeof operation !== 'object' || operation === null || !('responses' in operation)) continue
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (typeof response === 'object' && response !== null) {
          Object.assign(response, { headers: headersOf(`${method} ${path}`, status) })
        }
      }
    }
  }
  return document
}
