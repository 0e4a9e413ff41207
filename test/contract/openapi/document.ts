import { expect } from 'vitest'
import { z } from 'zod'
import type { Answer, Client } from '../../api/client.js'

/* The OpenAPI document as this suite reads it. */

const mediaSchema = z.object({ schema: z.record(z.string(), z.unknown()) })
const operationSchema = z.object({
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: z.record(z.string(), mediaSchema).optional() }),
  ),
})
const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})
const jsonSchema = z.record(z.string(), z.unknown())
export type Document = z.infer<typeof documentSchema>

/** Checks a body against a schema of the document. */
function expectToFit(document: Document, schema: Record<string, unknown>, body: unknown): void {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas })
  const whole = jsonSchema.parse(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
  const parsed = z.fromJSONSchema(whole).safeParse(body)
  expect(parsed.error?.issues ?? []).toEqual([])
}

/** Checks that an answer is one that its operation documents. */
export function expectDocumented(document: Document, operation: string, answer: Answer): void {
  const [method, path] = operation.split(' ')
  const { content } = document.paths[path][method].responses[answer.status]
  if (content === undefined) {
    expect(answer.body).toBe('')
    return
  }
  const [mediaType] = (answer.headers.get('content-type') ?? '').split(';')
  expect(Object.keys(content)).toContain(mediaType)
  expectToFit(document, content[mediaType].schema, answer.body)
}

export async function documentOf(client: Client): Promise<Document> {
  return documentSchema.parse((await client.get('/openapi.json')).body)
}
