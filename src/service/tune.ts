import { defaultSchedule } from '../compiler/default.js'
import { layOut } from '../compiler/layout.js'
import { normalSchedule } from '../compiler/normal.js'
import { gemmSpace } from '../search/gemm-space.js'
import { askingStrategy } from '../search/strategies.js'
import { CertifiedRun } from './certified-run.js'
import type { TuneRequest, TuneResult } from './tuning.js'
import { nearestPoints } from './warm-start.js'
import { TuningRun, type Problem, type TuneOptions } from './tuning-run.js'

/** Refuses at once what a tuning could only fail at. @throws InputError naming tensors or strategy, and the limit. */
export function requireTunable({ workload, hardware, strategy, seed, budget }: TuneRequest): void {
  layOut(workload, hardware)
  if (strategy === 'certified') return
  askingStrategy(strategy).start({ space: gemmSpace(workload, hardware), seed, trials: budget.trials })
}

/** Tunes a workload. @throws InputError as `requireTunable` does; the signal's reason when that aborts. */
export async function tune(request: TuneRequest, options: TuneOptions): Promise<TuneResult> {
  requireTunable(request)
  const { workload, hardware } = request
  const space = gemmSpace(workload, hardware)
  const problem: Problem = {
    space,
    defaultSchedule: defaultSchedule(workload, hardware),
    first: nearestPoints(space, options.startFrom ?? []),
    normalForm: (schedule) => JSON.stringify(normalSchedule(schedule, workload, hardware)),
  }
  if (request.strategy === 'certified')
    return new CertifiedRun(problem.defaultSchedule, request, options).run()
  return new TuningRun(problem, request, options).run()
}
