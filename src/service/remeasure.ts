import { these } from '../measure/candidates.js'
import type { Subject } from '../measure/messages.js'
import type { Candidate } from '../store/candidates.js'
import type { Progress, TuningResult } from '../store/records.js'
import { Tally } from './tally.js'
import { nothingKnown } from './tuning.js'
import type { TuneOptions } from './tuning-run.js'

/** Candidates measured together. */
const batchSize = 512

/** Claims of somebody else's log, to be measured. */
export interface Claims extends Subject {
  readonly count: number
  /** At most so many candidates after a number. */
  readonly after: (number: number, limit: number) => readonly Candidate[]
}

/**
 * Measures what another log claims, and believes what it measures: the claims stay where they are.
 * @throws the signal's reason when that aborts, and what the pool throws.
 */
export async function remeasure(
  claims: Claims,
  { pool, signal, onBatch }: TuneOptions,
): Promise<TuningResult> {
  const tally = new Tally()
  const started = performance.now()
  let last = 0
  for (;;) {
    const candidates = claims.after(last, batchSize)
    if (candidates.length === 0) break
    const schedules = these(...candidates.map(({ schedule }) => schedule))
    const groups = await pool.measure(claims, schedules, signal)
    tally.add(
      candidates.map(({ number }) => number),
      groups,
    )
    last = candidates[candidates.length - 1].number
    await onBatch?.(groups, progressOf(tally, claims.count, started))
  }
  return resultOf(tally, claims, progressOf(tally, claims.count, started))
}

function progressOf(tally: Tally, trials: number, started: number): Progress {
  const seconds = (performance.now() - started) / 1000
  const { tried, programs, best } = tally
  return { tried, trials, simulated: programs, seconds, candidates_per_second: programs / seconds, best }
}

const resultOf = (
  { best, legal, programs }: Tally,
  { hardware }: Subject,
  { seconds, candidates_per_second }: Progress,
): TuningResult => ({
  ...nothingKnown,
  best,
  microseconds: best && best.cycles / hardware.clockMHz,
  legal,
  distinct: programs,
  simulated: programs,
  pruned: 0,
  seconds,
  candidates_per_second,
})
