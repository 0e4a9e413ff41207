import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { BuildReply, Subject } from '../../src/measure/messages.js'
import type { GuardOptions } from '../../src/api/guards.js'
import { createServer } from '../../src/api/server.js'
import type { Schedule } from '../../src/compiler/schedule.js'
import { Catalogue } from '../../src/service/catalogue.js'
import { TuningLogs } from '../../src/service/tuning-logs.js'
import { openService, type Opened, type StandInOptions } from '../service/stand-ins.js'

/** What came back: the body parsed when it is JSON of any kind, else as text. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every shape
  readonly body: any
}

export interface Client extends Opened {
  readonly origin: string
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answer>
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** Sends without a body to another host's name at our address. */
  readonly sendTo: (host: string, path: string, method: string) => Promise<Answer>
  readonly send: (path: string, init: RequestInit) => Promise<Answer>
}

/** A "bundle" that says what it was built from. */
const standInBuild = (subject: Subject, schedule: Schedule): Promise<BuildReply> => {
  const text = `${subject.hardware.name} ${subject.workload.m} tile_m ${JSON.stringify(schedule.tile_m)}`
  return Promise.resolve({
    kind: 'build',
    bundle: new TextEncoder().encode(text),
    expected: new Uint8Array(),
  })
}

const standInTimeline = (_: Subject, __: Schedule, name: string): Promise<string> =>
  Promise.resolve(
    JSON.stringify({
      otherData: { time_unit: 'cycles' },
      traceEvents: [{ name, ph: 'X', pid: 0, tid: 0, ts: 0, dur: 1, args: {} }],
    }),
  )

const standInExplain = (): Promise<string> => Promise.resolve(JSON.stringify({ cycles: 1 }))

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '')
  const body: unknown = isJson ? JSON.parse(text) : text
  return { status, headers, body }
}

/** `fetch` does not let anybody lie about the host. */
async function sendTo(origin: string, host: string, path: string, method: string): Promise<Answer> {
  const sent = httpRequest(origin + path, { method, headers: { host } }).end()
  const [message]: readonly IncomingMessage[] = await once(sent, 'response')
  const body: unknown = await json(message)
  return {
    status: message.statusCode ?? 0,
    headers: new Headers({ 'content-type': message.headers['content-type'] ?? '' }),
    body,
  }
}

/** A server on a free port with stand-ins behind it; stopped when the test ends. */
export async function startServer(
  file?: string,
  options?: StandInOptions,
  guards: GuardOptions = {},
): Promise<Client> {
  const opened = openService(file, options)
  const { store, service, batches, outside } = opened
  const catalogue = new Catalogue(store, {
    build: standInBuild,
    timeline: standInTimeline,
    explain: standInExplain,
  })
  const server = await createServer({
    store,
    catalogue,
    tunings: service,
    batches,
    outside,
    logs: new TuningLogs(store, catalogue, service),
    version: '0.0.0-test',
    workerRestarts: () => 0,
    ...guards,
  })
  onTestFinished(async () => {
    await opened.close()
    await server.close()
  })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  const send = async (path: string, init: RequestInit) => answerOf(await fetch(origin + path, init))
  return {
    ...opened,
    origin,
    send,
    sendTo: (host, path, method) => sendTo(origin, host, path, method),
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  }
}

export const gemmBody = (m = 16) => ({ kind: 'gemm', m, n: 64, k: 64 })
