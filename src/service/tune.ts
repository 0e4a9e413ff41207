import { defaultSchedule } from '../compiler/default.js'
import { normalSchedule } from '../compiler/normal.js'
import { gemmSpace } from '../search/gemm-space.js'
import type { TuneRequest, TuneResult } from './tuning.js'
import { TuningRun, type Problem, type TuneOptions } from './tuning-run.js'

/**
 * Tunes a workload.
 * @throws InputError when the strategy can't search the workload's space; the signal's reason when that aborts.
 */
export async function tune(request: TuneRequest, options: TuneOptions): Promise<TuneResult> {
  const { workload, hardware } = request
  const problem: Problem = {
    space: gemmSpace(workload, hardware),
    defaultSchedule: defaultSchedule(workload, hardware),
    normalForm: (schedule) => JSON.stringify(normalSchedule(schedule, workload, hardware)),
  }
  return new TuningRun(problem, request, options).run()
}
