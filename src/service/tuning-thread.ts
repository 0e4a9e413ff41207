import { parentPort, workerData } from 'node:worker_threads'
import { MeasurePool } from '../measure/pool.js'
import type { TuningRecord } from '../store/records.js'
import { Store } from '../store/store.js'
import { TuningStopped } from './errors.js'
import type { Order, Report, ThreadData } from './thread-messages.js'
import { tune } from './tune.js'
import { TuningRunner } from './tuning-runner.js'

/**
 * What runs in the thread that tunes: tunings one by one, with the workers and a connection to the database of its own.
 */
const port = parentPort
if (port === null) throw new Error('this is the code of a thread')
const { workers, ...given }: ThreadData = workerData
const store = Store.join(given.store)
const pool = await MeasurePool.start({ workers })
const runner = new TuningRunner({ store, pool, tune })
let stop = new AbortController()
let running = Promise.resolve()

const say = (report: Report): void => port.postMessage(report)
const counts = () => ({ measured: runner.measured, restarts: pool.restarts })

/** Never rejects: what goes wrong is said. */
async function run(tuning: TuningRecord): Promise<void> {
  stop = new AbortController()
  try {
    const result = await runner.run(tuning, stop.signal, (event) =>
      say({ kind: 'event', event, counts: counts() }),
    )
    say({ kind: 'finished', result, counts: counts() })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    say({ kind: 'failed', name, message, counts: counts() })
  }
}

async function close(): Promise<void> {
  stop.abort(new TuningStopped('service stops'))
  await pool.close()
  await running
  store.close()
  port?.close()
}

port.on('message', (order: Order) => {
  switch (order.kind) {
    case 'run':
      running = run(order.tuning)
      return
    case 'stop':
      stop.abort(new TuningStopped('cancelled'))
      return
    case 'close':
      void close()
  }
})
say({ kind: 'ready' })
