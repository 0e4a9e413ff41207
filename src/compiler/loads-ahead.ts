import type { LoadAhead } from './schedule.js'

/** What loads bring ahead, in order: one entry a product, none that brings nothing more. */
export function normalAhead(ahead: readonly LoadAhead[], products: number): readonly LoadAhead[] {
  if (ahead.length === 0) return ahead
  const sorted = ahead
    .filter(([at, a, b, chunks]) => at < products && a + b + chunks > 0)
    .toSorted(([one], [other]) => one - other)
  return sorted.filter(([at], i) => i === 0 || at !== sorted[i - 1][0])
}
