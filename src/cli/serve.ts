import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Tokens } from '../api/access.js'
import type { createServer } from '../api/server.js'
import { InputError } from '../hardware/input.js'
import { MeasurePool } from '../measure/pool.js'
import { openService } from '../service/service.js'
import { ThreadedRunner } from '../service/threaded-runner.js'
import { inMemory } from '../store/database.js'
import { Store } from '../store/store.js'
import { interruptible } from './interrupt.js'
import { printLine } from './print.js'
import { parseTokens, requireTokensFor } from './tokens.js'

export interface ServeOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly db: string
  /** Worker threads; one for each core by default. */
  readonly workers?: number
  /** Requests a minute from one client; no limit by default. */
  readonly rateLimit?: number
  readonly logLevel?: string
  /** `TOKEN:ROLE,TOKEN:ROLE`; without any, only the loopback address may be listened on. */
  readonly tokens?: string | undefined
}

/** Longest that a stop waits for answers that are being written, after tunings have let go. */
const closeMilliseconds = 3000

const packageSchema = z.object({ version: z.string() })

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return packageSchema.parse(JSON.parse(text)).version
}

/**
 * Serves until SIGINT or SIGTERM; then answers what is being asked, leaves the running tuning in the queue, and
 * returns, within 10 seconds. A second signal ends the process at once.
 * @throws InputError when the database or the address cannot be had, or everybody could reach what nobody guards.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const tokens = parseTokens(options.tokens)
  requireTokensFor(options.host, tokens)
  await withFile(options.db, async (file) => {
    const store = Store.open(file)
    try {
      const workers = options.workers ?? availableParallelism()
      const runner = new ThreadedRunner({ store: store.shared, workers })
      const pool = new MeasurePool({ workers: 1 })
      try {
        // A tuning that was left running begins at once, and would fail with a thread that does not start. The API is loaded meanwhile.
        const [api] = await Promise.all([import('../api/server.js'), runner.ready()])
        await interruptible((signal) => serveFrom({ ...api, store, runner, pool }, options, tokens, signal))
      } finally {
        await Promise.all([runner.close(), pool.close()])
      }
    } finally {
      store.close()
    }
  })
}

/** Runs with a database's file; one that is to end with the process has none that two threads could open, and gets one for as long. */
async function withFile(db: string, run: (file: string) => Promise<void>): Promise<void> {
  if (db !== inMemory) return run(db)
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-'))
  try {
    await run(join(folder, 'tilewright.db'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a server has, and ends with it. */
interface Parts {
  readonly createServer: typeof createServer
  readonly store: Store
  readonly runner: ThreadedRunner
  /** For programs, timelines and explanations: they wait for no tuning. */
  readonly pool: MeasurePool
}

const onError = (error: unknown, id: string): void =>
  void process.stderr.write(`tuning ${id} failed: ${String(error)}\n`)

/** Lets answers be written to their end, but not for ever: who reads too slowly is cut off. */
async function closeServer(server: FastifyInstance): Promise<void> {
  // A connection whose answer ends after the close began would stay open for the next request.
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50)
  const cut = setTimeout(() => server.server.closeAllConnections(), closeMilliseconds)
  await server.close()
  clearInterval(sweep)
  clearTimeout(cut)
}

async function serveFrom(
  { createServer: create, store, runner, pool }: Parts,
  { host, port, logLevel = 'info', rateLimit }: ServeOptions,
  tokens: Tokens,
  signal: AbortSignal,
): Promise<void> {
  const workerRestarts = () => runner.restarts + pool.restarts
  const service = openService({ store, runner, pool, workerRestarts, onError })
  const logger = { level: logLevel, stream: process.stderr }
  const version = packageVersion()
  const server = await create({ ...service, version, logger, tokens, rateLimit })
  try {
    const url = await server.listen({ host, port }).catch((error: unknown) => {
      throw new InputError('port', `cannot listen on ${host}:${port}: ${String(error)}`)
    })
    store.announce(url)
    printLine(`tilewright serves ${url}`)
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await service.tunings.stop()
    await closeServer(server)
  }
}
