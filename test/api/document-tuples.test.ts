import { expect, it } from 'vitest'
import { spellTuples } from '../../src/api/document-tuples.js'
import { startServer } from './client.js'

it('a tuple is spelled as a list of its length, of any of its elements', () => {
  const small = { type: 'integer', maximum: 9 }
  const text = { type: 'string' }
  const document = {
    same: { type: 'array', prefixItems: [small, small], items: false, minItems: 2, maxItems: 2 },
    inner: [{ type: 'array', prefixItems: [small, text], items: false, minItems: 2, maxItems: 2 }],
  }
  spellTuples(document)
  expect(document).toEqual({
    same: { type: 'array', items: small, minItems: 2, maxItems: 2 },
    inner: [{ type: 'array', items: { anyOf: [small, text] }, minItems: 2, maxItems: 2 }],
  })
})

it('the document has no tuples', async () => {
  const { get } = await startServer()
  expect(JSON.stringify((await get('/openapi.json')).body)).not.toContain('prefixItems')
})
