import type { FastifyInstance } from 'fastify'

/**
 * Reads bodies as JSON. A body that is empty says nothing, which is fine where none is asked for: many clients name a type
 * with every request.
 */
export function parseJsonBodies(api: FastifyInstance): void {
  const parse = api.getDefaultJsonParser('error', 'error')
  api.removeContentTypeParser('application/json')
  api.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' && request.routeOptions.schema?.body === undefined) done(null)
    else void parse(request, body, done)
  })
}
