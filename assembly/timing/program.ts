/*
 * The program that runs, and the log of who ran when (timing.md 1): four words an instruction, first busy and first
 * idle cycles, -1 while there is none. All lie where src/simulator/timing/memory.ts puts them.
 */

let words: usize = 0
let starts: usize = 0
let ends: usize = 0
export let count: u32 = 0

/** A program of `instructions`, none of which has run. */
export function begin(wordsAt: usize, startsAt: usize, endsAt: usize, instructions: u32): void {
  words = wordsAt
  starts = startsAt
  ends = endsAt
  count = instructions
  memory.fill(starts, 0xff, (<usize>count) << 2)
  memory.fill(ends, 0xff, (<usize>count) << 2)
}

/** Where an instruction's words lie. */
export function wordsOf(instruction: u32): usize {
  return words + ((<usize>instruction) << 4)
}

export function logStart(instruction: u32, cycle: i32): void {
  store<i32>(starts + ((<usize>instruction) << 2), cycle)
}

export function logEnd(instruction: u32, cycle: i32): void {
  store<i32>(ends + ((<usize>instruction) << 2), cycle)
}

/** The run is over: what was settled for later than these cycles never happens. */
export function forgetAfter(lastStart: i32, lastEnd: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 4) {
    if (load<i32>(starts + at) > lastStart) store<i32>(starts + at, -1)
    if (load<i32>(ends + at) > lastEnd) store<i32>(ends + at, -1)
  }
}
