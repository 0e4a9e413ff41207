import { describe, expect, it } from 'vitest'
import type { GuardOptions } from '../../src/api/guards.js'
import { startServer, type Client } from '../api/client.js'
import { asks } from './openapi/asks.js'
import { documentOf, expectDocumented } from './openapi/document.js'

/* Walks the OpenAPI document: every operation is asked for every answer that it documents, over real HTTP. */

/** Operations that are open to everybody. */
const openOperations = new Set(['get /healthz', 'get /readyz'])

/** An address that an operation takes, whether something is there or not. */
const addressOf = (operation: string): string =>
  operation.split(' ')[1].replace('{id}', 't1').replace('{name}', 'pynq')

const methodOf = (operation: string): string => operation.split(' ')[0].toUpperCase()

/** What every guarded operation answers before it looks at anything else: on what server, and how to get there. */
const guardCases: readonly {
  status: string
  guards: GuardOptions
  prepare: (client: Client) => Promise<unknown>
}[] = [
  { status: '401', guards: { tokens: new Map([['secret', 'read']]) }, prepare: async () => {} },
  { status: '403', guards: {}, prepare: async () => {} },
  { status: '429', guards: { rateLimit: 1 }, prepare: ({ get: fetchPath }) => fetchPath('/v1/hardware') },
  {
    status: '503',
    guards: { maxHeapBytes: 1 },
    prepare: ({ get: fetchPath }) =>
      expect.poll(async () => (await fetchPath('/v1/hardware')).status).toBe(503),
  },
]

const guardStatuses = (operation: string) =>
  openOperations.has(operation) ? [] : guardCases.map(({ status }) => status)

const open = (guards: GuardOptions = {}) => startServer(undefined, { maxQueued: 1 }, guards)

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1, and has every operation and every answer that this suite asks for, and no other', async () => {
    const document = await documentOf(await open())
    expect(document.openapi).toBe('3.1.0')
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method} ${path} ${status}`),
      ),
    )
    const asked = Object.entries(asks).flatMap(([operation, answers]) =>
      [...new Set([...Object.keys(answers), ...guardStatuses(operation), '500'])].map(
        (status) => `${operation} ${status}`,
      ),
    )
    expect(documented.toSorted()).toEqual(asked.toSorted())
  })

  it('refers to schemas that it has, and has none that nothing refers to', async () => {
    const document = await documentOf(await open())
    const referred = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)
    const names = new Set([...referred].map(([, name]) => name))
    expect([...names].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted())
  })
})

const cases = Object.entries(asks).flatMap(([operation, answers]) =>
  Object.entries(answers).map(([status, ask]) => ({ operation, status, ask })),
)

describe.each(cases)('$operation answers $status', ({ operation, status, ask }) => {
  it('as documented', async () => {
    const client = await open()
    const document = await documentOf(client)
    const answer = await ask(client)
    expect(answer.status).toBe(Number(status))
    expectDocumented(document, operation, answer)
  })
})

describe.each(guardCases)('every guarded operation answers $status', ({ status, guards, prepare }) => {
  it('as documented', async () => {
    const document = await documentOf(await open())
    const client = await open(guards)
    await prepare(client)
    for (const operation of Object.keys(asks).filter((each) => !openOperations.has(each))) {
      const [address, method] = [addressOf(operation), methodOf(operation)]
      const answer = await (status === '403'
        ? client.sendTo('elsewhere.example', address, method)
        : client.send(address, { method }))
      expect(answer.status, operation).toBe(Number(status))
      expectDocumented(document, operation, answer)
    }
  })
})
