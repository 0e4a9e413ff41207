import { instructions, UOP } from './instructions'
import { clearMicroOps, epochFirst, epochWords, fillEpoch, newEpoch, placeSequence } from './micro-ops'
import { dramUops } from './workload'

/* When micro-ops are loaded: one LOAD UOP an epoch, its length known when the epoch ends. */

/** No micro-ops are loaded yet. */
let pending: bool = false
/** The LOAD UOP of the epoch. */
let step: i32 = 0
/** Length of a sequence that is larger than the scratchpad; 0 none. */
export let refused: i32 = 0

export function beginMicroOps(): void {
  clearMicroOps()
  pending = true
  refused = 0
}

/** Loads the first micro-ops here, unless they are loaded already. */
export function loadMicroOps(): void {
  if (pending) openEpoch()
}

/** Starts an epoch here: what is used from here on is loaded here, `front` of it in a burst of its own (0: as it comes). */
export function startEpoch(front: i32): void {
  closeEpoch()
  newEpoch(front)
  openEpoch()
}

/** Scratchpad index of a sequence, in another epoch if this one has no room for it. */
export function uopOf(first: i32, stride: i32, length: i32): i32 {
  loadMicroOps()
  let index = placeSequence(first, stride, length)
  if (index >= 0) return index
  startEpoch(0)
  index = placeSequence(first, stride, length)
  if (index < 0) refused = length
  return index
}

function openEpoch(): void {
  pending = false
  step = instructions.count
  instructions.push()
}

export function closeEpoch(): void {
  if (pending) return
  fillEpoch()
  const count = epochWords()
  instructions.get(step).load(UOP, 0, dramUops + epochFirst(), 1, count, count)
}
