/*
 * The program that runs, and the log of who ran when (timing.md 1): four words an instruction, first busy and first
 * idle cycles, -1 while there is none. All lie where src/simulator/timing/memory.ts puts them.
 */

let words: usize = 0
let starts: usize = 0
let ends: usize = 0
/** Whether anyone will read the log. */
let isLogged: bool = false
export let count: u32 = 0

/** A program of `instructions`. */
export function begin(wordsAt: usize, startsAt: usize, endsAt: usize, instructions: u32, logs: bool): void {
  words = wordsAt
  starts = startsAt
  ends = endsAt
  count = instructions
  isLogged = logs
}

/** Where an instruction's words lie. */
export function wordsOf(instruction: u32): usize {
  return words + ((<usize>instruction) << 4)
}

export function logStart(instruction: u32, cycle: i32): void {
  if (isLogged) store<i32>(starts + ((<usize>instruction) << 2), cycle)
}

export function logEnd(instruction: u32, cycle: i32): void {
  if (isLogged) store<i32>(ends + ((<usize>instruction) << 2), cycle)
}

/** The run is over: nothing ever happens to instructions from one on. */
export function logRest(from: u32): void {
  if (!isLogged) return
  const bytes = (<usize>(count - from)) << 2
  memory.fill(starts + ((<usize>from) << 2), 0xff, bytes)
  memory.fill(ends + ((<usize>from) << 2), 0xff, bytes)
}

/** The run is over: what was settled for later than these cycles never happens. */
export function forgetAfter(lastStart: i32, lastEnd: i32): void {
  if (!isLogged) return
  for (let at: usize = 0; at < (<usize>count) << 2; at += 4) {
    if (load<i32>(starts + at) > lastStart) store<i32>(starts + at, -1)
    if (load<i32>(ends + at) > lastEnd) store<i32>(ends + at, -1)
  }
}

/**
 * From instruction `from` on, what happened to one happens to the one `period` later, `cycles` later: writes that down
 * for those before `known` of which nothing is known yet, and for all from there to before `end`.
 */
export function repeatLog(from: u32, known: u32, end: u32, period: u32, cycles: i32): void {
  if (!isLogged) return
  repeat(starts, from, known, end, period, cycles)
  repeat(ends, from, known, end, period, cycles)
}

function repeat(log: usize, from: u32, known: u32, end: u32, period: u32, cycles: i32): void {
  const back = (<usize>period) << 2
  const last = log + ((<usize>end) << 2)
  let at = log + ((<usize>(from + period)) << 2)
  for (const next = log + ((<usize>known) << 2); at < next; at += 4) {
    if (load<i32>(at) < 0) store<i32>(at, load<i32>(at - back) + cycles)
  }
  // By fours, which must not reach into each other.
  const later = i32x4.splat(cycles)
  for (; back >= 16 && at + 16 <= last; at += 16) v128.store(at, i32x4.add(v128.load(at - back), later))
  for (; at < last; at += 4) store<i32>(at, load<i32>(at - back) + cycles)
}
