/** Random tunings of 16x256x256 in this process, as `tune --strategy random --trials N --db FILE` runs them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { preset } from '../dist/hardware/presets.js'
import { MeasurePool } from '../dist/measure/pool.js'
import { tune } from '../dist/service/tune.js'
import { TuningRunner } from '../dist/service/tuning-runner.js'
import { TuningService } from '../dist/service/tuning-service.js'
import { Store } from '../dist/store/store.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { layer } from './nine.js'

export const request = (trials, size = [16, 256, 256]) => ({
  workload: normalWorkload(layer(size)),
  hardware: preset('pynq'),
  strategy: 'random',
  space: 'sequences',
  seed: 1,
  budget: { trials, seconds: null },
  warm_start: false,
  retain: null,
  priority: 0,
  client: '',
})

/** Trials of a tuning that has the engine compile our code, and workers make their tables, before another is measured. */
const warmingTrials = 8_000

/**
 * Runs one, its workers started before; where `isWarm`, another one before it. Counted are different programs that were compiled, timed to the end, verified
 * and, where there is a database, stored.
 * @returns seconds, candidates, and CPU seconds of all threads
 */
export async function runTuning({ trials, workers, size, stores = true, isWarm = false }) {
  const pool = await MeasurePool.start({ workers })
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-bench-'))
  const store = Store.open(join(folder, 'bench.db'))
  try {
    const asked = request(trials, size)
    // Another seed: other candidates, on other operands, so that nothing of it is known already.
    if (isWarm) await bareTuning(pool, { ...request(warmingTrials, size), seed: 2 })
    const cpuBefore = process.cpuUsage()
    const from = performance.now()
    const counted = stores ? await storedTuning(store, pool, asked) : await bareTuning(pool, asked)
    const seconds = (performance.now() - from) / 1000
    const { user, system } = process.cpuUsage(cpuBefore)
    return { seconds, ...counted, cpuSeconds: (user + system) / 1e6 }
  } finally {
    store.close()
    await pool.close()
    rmSync(folder, { recursive: true })
  }
}

async function storedTuning(store, pool, asked) {
  const service = new TuningService({ store, runner: new TuningRunner({ store, pool, tune }) })
  const { id } = service.submit(asked).tuning
  const { counts, result } = await service.wait(id, 2 ** 31 - 1)
  await service.stop()
  if (Object.keys(counts).some((status) => status !== 'ok' && status !== 'illegal')) {
    throw new Error(`schedules of the space came out as ${JSON.stringify(counts)}`)
  }
  return { candidates: result.distinct }
}

async function bareTuning(pool, asked) {
  const { distinct } = await tune(asked, { pool })
  return { candidates: distinct }
}
