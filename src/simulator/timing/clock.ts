/*
 * Files whose code runs for every event take what they import from here, and from the instruction fields, into constants
 * of their own: V8 folds and inlines a module's own constants, but loads and checks imported ones at every use.
 */

/** The cycle of an event that has no time yet, or never comes: later than every cycle of a run. */
export const never = 0x7fffffff

/** Cycles that a run may take at most: times stay small integers. About 10 s at 100 MHz. */
export const longestRun = 2 ** 30

/** `now + cycles`, at most the longest run; `never` when `cycles` is infinite. */
export const later = (now: number, cycles: number): number =>
  cycles === Infinity ? never : Math.min(now + cycles, longestRun)

/** The smaller of two cycles, without a branch: which one it is would be mispredicted every other time. */
export const earlier = (a: number, b: number): number => b + ((a - b) & ((a - b) >> 31))

/** The larger of two cycles, likewise. */
export const latest = (a: number, b: number): number => a - ((a - b) & ((a - b) >> 31))
