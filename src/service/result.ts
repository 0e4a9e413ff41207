import { workloadId } from '../workload/workload.js'
import { gapOf } from './bound-beside.js'
import type { TuneRequest, TuneResult } from './tuning.js'

/** What follows from the request, or from the rest of what was found. */
type Derived = 'workload_id' | 'hardware' | 'strategy' | 'seed' | 'microseconds' | 'gap'

/** What any strategy's run has found, as the result of its request. */
export function resultOf(
  { workload, hardware, strategy, seed }: TuneRequest,
  { best, default_cycles, lower_bound, ...counts }: Omit<TuneResult, Derived>,
): TuneResult {
  return {
    workload_id: workloadId(workload),
    hardware: hardware.name,
    strategy,
    seed,
    best,
    default_cycles,
    microseconds: best && best.cycles / hardware.clockMHz,
    lower_bound,
    gap: gapOf(best?.cycles, lower_bound),
    ...counts,
  }
}
