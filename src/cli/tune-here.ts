import { MeasurePool } from '../measure/pool.js'
import type { Hardware } from '../hardware/hardware.js'
import { defaultStrategy } from '../search/strategies.js'
import { tune } from '../service/tune.js'
import type { BestSchedule, TuneRequest, TuneResult } from '../service/tuning.js'
import type { Workload } from '../workload/workload.js'
import { WorkFailed } from './failure.js'
import { interruptible } from './interrupt.js'
import { progressBar } from './progress.js'

/** Tunes in this process's workers, with a progress bar; Ctrl-C stops it. */
export function tuneWithProgress(request: TuneRequest): Promise<TuneResult> {
  return interruptible(async (signal) => {
    const pool = await MeasurePool.start()
    const bar = progressBar()
    try {
      return await tune(request, { pool, signal, onBatch: (_, progress) => bar.show(progress) })
    } finally {
      bar.stop()
      await pool.close()
    }
  })
}

/** The best schedule as a plain `tune` finds it. @throws WorkFailed when there is none. */
export async function tuneHere(workload: Workload, hardware: Hardware): Promise<BestSchedule> {
  const budget = { trials: null, seconds: null }
  const { best } = await tuneWithProgress({ workload, hardware, strategy: defaultStrategy, budget, seed: 1 })
  if (best === null) throw noLegalSchedule()
  return best
}

export const noLegalSchedule = (): WorkFailed =>
  new WorkFailed('no schedule that was tried is legal and right: try more trials or another strategy')
