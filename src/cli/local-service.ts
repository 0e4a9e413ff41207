import { MeasurePool } from '../measure/pool.js'
import { openService, type Service } from '../service/service.js'
import { tune } from '../service/tune.js'
import { TuningRunner } from '../service/tuning-runner.js'
import { inMemory } from '../store/database.js'
import { Store } from '../store/store.js'
import { interruptible } from './interrupt.js'

/** Longest time that a timer can be set to, in milliseconds: 24 days. */
export const forEver = 2 ** 31 - 1

/**
 * Runs with the service of a database, or of one that ends with the command, in this process.
 * @throws DatabaseHeld, InputError, Interrupted
 */
export function withService<T>(
  db: string | undefined,
  run: (service: Service, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return interruptible(async (signal) => {
    const store = Store.open(db ?? inMemory)
    try {
      const pool = await MeasurePool.start()
      try {
        const runner = new TuningRunner({ store, pool, tune })
        const service = openService({ store, runner, pool, workerRestarts: () => pool.restarts })
        return await runWith(service, run, signal)
      } finally {
        await pool.close()
      }
    } finally {
      store.close()
    }
  })
}

async function runWith<T>(
  service: Service,
  run: (service: Service, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    const result = await run(service, signal)
    signal.throwIfAborted()
    return result
  } finally {
    await service.tunings.stop()
  }
}
