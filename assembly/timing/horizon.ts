import { never } from './clock'

/*
 * How far a run goes. Instructions are settled ahead of time as soon as all that they depend on is known, so what ends
 * the run may be found before or after what comes later than it: the earliest end counts.
 */

export const OPEN: u32 = 0
export const FINISHED: u32 = 1
/** An instruction would leave DRAM. */
export const STRAYED: u32 = 2

/** Last cycle in which a module may go; grants come before cycle `until`. */
export let lastGo: i32 = 0
export let until: i32 = 0
/** Something is due, but not before the cutoff. */
export let isBeyond: bool = false
export let ending: u32 = OPEN
/** What ends the run, and the cycle in which it does. */
export let endingInstruction: u32 = 0
export let endingCycle: i32 = never
let rank: u32 = 0

/** A run that is stopped when cycle `cutoff` is reached. */
export function open(cutoff: i32): void {
  lastGo = cutoff - 1
  until = cutoff
  isBeyond = false
  ending = OPEN
  endingCycle = never
}

export function goesBeyond(): void {
  isBeyond = true
}

/**
 * An instruction ends the run in a cycle.
 * @param order among what happens in the same cycle: compute first, then load, then store.
 */
export function end(kind: u32, instruction: u32, cycle: i32, order: u32): void {
  if (cycle >= until && ending == OPEN) return goesBeyond()
  if (cycle > endingCycle || (cycle == endingCycle && order >= rank)) return
  ending = kind
  endingInstruction = instruction
  endingCycle = cycle
  rank = order
  lastGo = cycle
  until = cycle
}
