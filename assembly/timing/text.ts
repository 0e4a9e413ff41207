import { findStretches, Stretch, stretch } from '../repeats/find'
import { wordsOf } from './program'

/*
 * The program's text as fetch reads it. Where it repeats, only the first period is read, over and over: those after it
 * take the same time, so their words need not even be in place.
 */

/** How many stretches repeat. */
let stretches: u32 = 0
/** The stretch that fetch is in, or comes to next: its first instruction, the one behind its last whole period. */
let inHand: u32 = 0
export let first: u32 = 0
export let end: u32 = 0
export let period: u32 = 1
/** Periods of it that are not read yet, the one that fetch is in included. */
let left: u32 = 0
/** Words of the next instruction; where reading goes on elsewhere; words of the first period. */
export let at: usize = 0
let turn: usize = 0
let back: usize = 0

/** Where stretches are written for a program that comes with them. */
export function stretchesAt(): usize {
  return changetype<usize>(stretch(0))
}

/** Finds the stretches of the program that is in place. Returns how many there are. */
export function findRepeats(instructions: u32, dramBytes: f64): u32 {
  return findStretches(wordsOf(0), instructions, <u64>dramBytes)
}

/** Says how many stretches of the program repeat. */
export function setStretches(count: u32): void {
  stretches = count
}

/** Fetch is at the first instruction. */
export function beginText(): void {
  at = wordsOf(0)
  inHand = 0
  take()
}

function take(): void {
  if (inHand == stretches) {
    // Beyond every program.
    first = 1 << 30
    end = 1 << 30
    turn = 0
    return
  }
  const s: Stretch = stretch(inHand++)
  period = s.period
  first = s.from
  left = (s.end - first) / period
  end = first + left * period
  back = wordsOf(first)
  turn = wordsOf(first + period)
}

/** Where the words of the instruction behind one are, whose own are at `from`: fetch keeps that to itself while it moves. */
export function behind(from: usize): usize {
  const next = from + 16
  if (next != turn) return next
  at = next
  turnBack(1)
  return at
}

/** Fetch stands at an instruction whose words are at `next`. */
export function stopAt(next: usize): void {
  at = next
}

/** So many periods are read. */
function turnBack(periods: u32): void {
  left -= periods
  if (left > 0) {
    if (at == turn) at = back
    return
  }
  at = wordsOf(end)
  take()
}

/** Goes over so many instructions, whole periods of the stretch that fetch is in. */
export function skipText(instructions: u32): void {
  turnBack(instructions / period)
}
