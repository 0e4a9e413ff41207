import type { Demand } from './demand.js'

/** Cycle of compute's first iteration, but for the first batch's beats, when the first micro-op has come (11.1). */
const firstIteration = 45

/**
 * The same when a LOAD of zeros or of the bias comes first, less all that its padding may have given a value meanwhile,
 * for each element that is loaded but for one beat of it.
 */
const afterPadding = 24

/**
 * Cycle from which compute's iterations count, but for the first batch's beats (docs/bounds.md, "Compute"). A bias is
 * loaded whole; of zeros one element is, and padding makes the others.
 */
export function computeStart({ initCycles, outputs, accBeats }: Demand): number {
  return initCycles > outputs ? afterPadding + 1 : Math.min(firstIteration, afterPadding + accBeats)
}
