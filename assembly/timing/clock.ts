/** The cycle of an event that has no time yet, or never comes: later than every cycle of a run. */
export const never: i32 = i32.MAX_VALUE

/** Cycles that a run may take at most, about 10 s at 100 MHz: times and small sums of them stay 32-bit integers. */
export const longestRun: i32 = 1 << 30

/** `go + cycles`, at most the longest run. */
export function later(go: i32, cycles: u64): i32 {
  return <i32>min<u64>(<u64>go + cycles, longestRun)
}
