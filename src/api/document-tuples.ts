const isObject = (part: unknown): part is object => typeof part === 'object' && part !== null

/** A schema for any of the elements that a tuple can have. */
function elementOf(schemas: readonly unknown[]): unknown {
  const different = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]))
  const [first, ...others] = different.values()
  return others.length === 0 ? first : { anyOf: [...different.values()] }
}

/**
 * Writes tuples as lists of a fixed length in a part of a document, in place: the words of JSON Schema 2020-12 for tuples
 * (`prefixItems` beside `items: false`) are read wrongly by generators of clients and of tests.
 */
export function spellTuples(part: unknown): void {
  if (!isObject(part)) return
  if ('prefixItems' in part && Array.isArray(part.prefixItems)) {
    Object.assign(part, { items: elementOf(part.prefixItems) })
    Reflect.deleteProperty(part, 'prefixItems')
  }
  for (const inner of Object.values(part)) spellTuples(inner)
}
