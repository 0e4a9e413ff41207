import type { Hardware } from '../hardware/hardware.js'
import type { SpaceName } from '../search/spaces.js'
import type { StrategyName } from '../search/strategies.js'
import type { BestSchedule, Budget, Progress, TuningResult } from '../store/records.js'
import type { Workload } from '../workload/workload.js'

export type { BestSchedule, Budget }

/** How far a tuning is. */
export type TuneProgress = Progress

/** What is to be tuned. The same request gives the same result, but for its times, unless seconds cut it short. */
export interface TuneRequest {
  readonly workload: Workload
  readonly hardware: Hardware
  readonly strategy: StrategyName
  /** What it searches; certified settles the sequences. */
  readonly space: SpaceName
  readonly budget: Budget
  /** Seed of the strategy's choices and of the random data that candidates are verified with. */
  readonly seed: number
}

/** What came of a tuning, as `tune --json` prints it; what is not known is null. */
export interface TuneResult {
  readonly workload_id: string
  readonly hardware: string
  readonly strategy: StrategyName
  readonly seed: number
  /** Null when no schedule that was tried is legal and right. */
  readonly best: BestSchedule | null
  readonly default_cycles: number | null
  /** The best's cycles at the hardware's clock. */
  readonly microseconds: number | null
  /** Cycles that no program can beat, and the best's distance to it as a fraction. */
  readonly lower_bound: number | null
  readonly gap: number | null
  /** No schedule of the space is faster: every one of them was measured. */
  readonly certified: boolean
  readonly space: string
  /** Null when certified, which counts as it settles, has not settled all of it. */
  readonly space_size: number | null
  /** Tried points that are legal schedules; those that are different programs; those simulated. */
  readonly legal: number
  readonly distinct: number
  readonly simulated: number
  /** Points dropped without a simulation because a bound shows that they cannot win. */
  readonly pruned: number
  /** Parts of the space in which certified, its budget spent, leaves open whether a schedule is faster; null for others. */
  readonly open_parts: number | null
  readonly seconds: number
  readonly candidates_per_second: number
}

/** The result of a tuning of which nothing is known. */
export const nothingKnown: TuningResult = {
  best: null,
  default_cycles: null,
  microseconds: null,
  lower_bound: null,
  gap: null,
  certified: false,
  space: null,
  space_size: null,
  legal: null,
  distinct: null,
  simulated: null,
  pruned: null,
  open_parts: null,
  seconds: 0,
  candidates_per_second: 0,
}
