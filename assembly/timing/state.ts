/*
 * The machine's state as words relative to a cycle and an instruction: two states with the same words go on alike. Cycles
 * so early that they make no difference any more are all the same. Each block puts its own words, lists with their
 * lengths; they are kept, or compared with those that were.
 */

const kept = memory.data(4 * 8192, 16)
let at: usize = 0
let isCompared: bool = false
/** Whether all words put so far are those kept. */
export let isSame: bool = true
/** Cycle and instruction that words are relative to. */
let origin: i32 = 0
let first: u32 = 0

/** Words that follow are kept, or compared. */
export function beginState(cycle: i32, instruction: u32, compares: bool): void {
  at = kept
  isCompared = compares
  isSame = true
  origin = cycle
  first = instruction
}

export function put(word: i32): void {
  if (!isCompared) store<i32>(at, word)
  else if (load<i32>(at) != word) isSame = false
  at += 4
}

/** A cycle; all up to `earliest` cycles after the origin are the same. */
export function putCycle(cycle: i32, earliest: i32): void {
  put(max(cycle - origin, earliest))
}

export function putInstruction(instruction: u32): void {
  put(instruction - first)
}

/** Whether a cycle is later than the origin. */
export function isLater(cycle: i32): bool {
  return cycle > origin
}
