import { count } from './program'
import { allowAll, allowWithin, matchEnd } from './signature'

/** Instructions after which the text repeats, and the first that is not like the one a period later. */
export let period: u32 = 0
export let textEnd: u32 = 0
/** Instructions that searches may still look at. */
let budget: u32 = 0

export function setBudget(instructions: u32): void {
  budget = instructions
}

/** Searches may look at so many instructions more. */
export function allowSearches(instructions: u32): void {
  budget += instructions
}

/** Places where a period is tried first, spread over all of it: one that is wrong mostly fails at the first few. */
const probes: u32 = 32

/**
 * Searches for a period, in whole batches, with which the text from instruction `from` on repeats at least until one
 * after `at`; it is no longer than what was before. Of those that the budget suffices for, it is the one that the text
 * repeats furthest with.
 */
export function findPeriod(from: u32, at: u32, batch: u32, dramBytes: u64): bool {
  period = 0
  textEnd = 0
  // Nothing is left to repeat: what is left would be less than nothing, which counts have no numbers for.
  if (at + batch >= count) return false
  allowAll()
  const longest = min(at, (count - batch - at) / 2)
  for (let p = batch; p <= longest && budget > 0; p += batch) {
    if (matches(from, at + p, p)) extend(from, p, dramBytes)
    // Nothing can repeat further than to the end.
    if (textEnd + period + batch > count) break
  }
  return period > 0 && textEnd >= at + period
}

/** Whether the text up to instruction `end` is like that a period of `p` later. */
function matches(from: u32, end: u32, p: u32): bool {
  const apart = (end - from) / probes
  for (let i: u32 = 1; i <= probes; i++) {
    spend(1)
    const at = end - i * apart
    if (matchEnd(at, at + 1, p) == at) return false
  }
  const seen = matchEnd(from, end, p)
  spend(seen - from)
  return seen == end
}

/** Looks how far a period of `p` goes, and takes it if that is further. */
function extend(from: u32, p: u32, dramBytes: u64): void {
  spend(p)
  if (allowWithin(dramBytes, from, from + p)) {
    const end = matchEnd(from, count - p, p)
    spend(end - from)
    if (end > textEnd) {
      textEnd = end
      period = p
    }
  }
  allowAll()
}

function spend(instructions: u32): void {
  budget -= min(budget, instructions)
}
