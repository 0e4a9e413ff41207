import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { createServer } from '../api/server.js'
import { InputError } from '../hardware/input.js'
import { MeasurePool } from '../measure/pool.js'
import { openService } from '../service/service.js'
import { tune } from '../service/tune.js'
import { Store } from '../store/store.js'
import { interruptible } from './interrupt.js'
import { printLine } from './print.js'

export interface ServeOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly db: string
  /** Worker threads; one for each core by default. */
  readonly workers?: number
}

const packageSchema = z.object({ version: z.string() })

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return packageSchema.parse(JSON.parse(text)).version
}

/**
 * Serves until SIGINT or SIGTERM; then answers what is being asked, leaves the running tuning in the queue, and
 * returns. A second signal ends the process at once.
 * @throws InputError when the database or the address cannot be had.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const store = Store.open(options.db)
  try {
    const pool = await MeasurePool.start({ workers: options.workers ?? availableParallelism() })
    try {
      await interruptible((signal) => serveFrom(store, pool, options, signal))
    } finally {
      await pool.close()
    }
  } finally {
    store.close()
  }
}

const onError = (error: unknown, id: string): void =>
  void process.stderr.write(`tuning ${id} failed: ${String(error)}\n`)

async function serveFrom(
  store: Store,
  pool: MeasurePool,
  { host, port }: ServeOptions,
  signal: AbortSignal,
): Promise<void> {
  const service = openService({ store, pool, tune, onError })
  const logger = { level: 'warn', stream: process.stderr }
  const server = await createServer({ ...service, version: packageVersion(), logger })
  try {
    const url = await server.listen({ host, port }).catch((error: unknown) => {
      throw new InputError('port', `cannot listen on ${host}:${port}: ${String(error)}`)
    })
    store.announce(url)
    printLine(`tilewright serves ${url}`)
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await service.tunings.stop()
    await server.close()
  }
}
