import swagger, { type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { spellTuples } from './document-tuples.js'
import { withHeaders } from './response-headers.js'

const security = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'a token of TILEWRIGHT_TOKENS, where the server has any',
  },
} as const

const description = `Tunes integer matrix products for the VTA accelerator: post a workload, get the schedule that
takes the fewest cycles on the exact machine, verified. Errors are problem+json (RFC 9457) with a stable type.`

const tags = [
  { name: 'hardware', description: 'Accelerators' },
  { name: 'workloads', description: 'What is to be computed' },
  { name: 'best', description: 'What tuning found' },
  { name: 'tunings', description: 'Searches for a better schedule' },
  { name: 'batches', description: 'Many workloads at once' },
  { name: 'outside', description: 'Candidates that are measured elsewhere, or chosen elsewhere' },
  { name: 'measurements', description: 'The tuning log' },
  { name: 'operation', description: 'Whether the server is well' },
]

/** Names of the component schemas that a part of the document refers to. */
const referredIn = (part: unknown): string[] =>
  [...JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)

/** Leaves out what no path reaches: every named schema is offered as request and as answer, and few are both. */
const withoutUnused: SwaggerTransformObject = (input) => {
  const document = jsonSchemaTransformObject(input)
  if (!('components' in document)) return document
  const schemas = new Map<string, unknown>(Object.entries(document.components?.schemas ?? {}))
  const used = new Set(referredIn(document.paths))
  for (const name of used) for (const inner of referredIn(schemas.get(name))) used.add(inner)
  for (const name of schemas.keys()) {
    if (!used.has(name)) delete document.components?.schemas?.[name]
  }
  return document
}

/** The OpenAPI 3.1 document from the routes' own schemas, and its pages, which need no network. */
export async function documentApi(api: FastifyInstance, version: string): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tilewright', version, description },
      tags,
      components: { securitySchemes: security },
      security: [{ bearer: [] }, {}],
    },
    transform: jsonSchemaTransform,
    transformObject: (input) => {
      const document = withHeaders(withoutUnused(input))
      spellTuples(document)
      return document
    },
  })
  api.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.config = { ...route.config, role: null, page: true }
  })
  await api.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { validatorUrl: null },
    staticCSP: true,
  })
}

/** The document itself. */
export function documentRoute(api: FastifyInstance): void {
  api.get('/openapi.json', { config: { role: null }, schema: { hide: true } }, () => api.swagger())
}
