import type { TuningRecord } from '../store/records.js'

/**
 * Expected seconds until a running tuning is over: what is left to try at the rate so far, but no longer than its budget
 * of seconds allows; null when nothing can be said yet.
 */
export function secondsLeft({ state, progress, budget }: TuningRecord): number | null {
  if (state !== 'running' || progress === null) return null
  const { tried, trials, seconds } = progress
  const byTrials = tried > 0 ? ((trials - tried) * seconds) / tried : null
  const bySeconds = budget.seconds === null ? null : Math.max(0, budget.seconds - seconds)
  if (byTrials === null || bySeconds === null) return byTrials ?? bySeconds
  return Math.min(byTrials, bySeconds)
}
