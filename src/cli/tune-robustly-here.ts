import { InputError } from '../hardware/input.js'
import { MeasurePool } from '../measure/pool.js'
import { tuneRobustly, type RobustResult } from '../service/tune-robustly.js'
import type { TuneRequest } from '../service/tuning.js'
import type { Place } from './here-or-there.js'
import { interruptible } from './interrupt.js'
import { progressBar } from './progress.js'

/**
 * Tunes for the worst memory in this process's workers, with a progress bar; Ctrl-C stops it.
 * @throws InputError where what is stored would have to be asked: databases hold the machine's own cycles alone.
 */
export function tuneRobustlyHere(
  request: TuneRequest,
  { db, server }: Place,
  onInterrupted: (soFar: RobustResult) => void,
): Promise<RobustResult> {
  if (db !== undefined || server !== undefined) {
    throw new InputError('objective', 'robust tunings are kept in no database: leave out --db and --server')
  }
  return interruptible(async (signal) => {
    const pool = new MeasurePool()
    const bar = progressBar()
    try {
      return await tuneRobustly(request, {
        pool,
        signal,
        onBatch: (_, progress) => bar.show(progress),
        onStopped(soFar) {
          bar.stop()
          onInterrupted(soFar)
        },
      })
    } finally {
      bar.stop()
      await pool.close()
    }
  })
}
