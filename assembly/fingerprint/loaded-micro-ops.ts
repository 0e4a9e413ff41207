import { UOP } from './segments'
import { setTensor } from './tensors'

/* A program's micro-ops: where they are, and which of them it has loaded: [loadedFrom, loadedTo). */

let loadedFrom: u32 = 0
let loadedTo: u32 = 0
/** Where those in DRAM are in memory. */
export let source: usize = 0

export function setMicroOps(first: u32, count: u32, at: usize): void {
  setTensor(UOP, first, count, 1)
  source = at
}

export function forgetMicroOps(): void {
  loadedFrom = 0
  loadedTo = 0
}

/** Whether an instruction executes micro-ops of the program alone: those of an earlier one would say nothing. */
export function areLoaded(begin: u32, count: u32): bool {
  return begin >= loadedFrom && begin + count <= loadedTo
}

/** Loads of micro-ops that leave a gap between them are not followed. */
export function noteMicroOps(first: u32, count: u32): bool {
  const end = first + count
  if (loadedTo == 0) loadedFrom = first
  else if (first > loadedTo || end < loadedFrom) return false
  loadedFrom = min(loadedFrom, first)
  loadedTo = max(loadedTo, end)
  return true
}
