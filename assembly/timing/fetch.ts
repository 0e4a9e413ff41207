import * as f from '../fields'
import { FETCH, fire } from './arbiter'
import { never } from './clock'
import { computes, enqueue, loads, Module, placeFrom, stores } from './module'
import { count, logNothing } from './program'
import { put } from './state'
import * as text from './text'

/*
 * Fetch (timing.md 6): requests a batch of instructions in one burst, waits for it, moves it to the modules' queues in
 * order, one instruction a cycle, then requests the next. Moves are settled ahead of time, up to one whose place in a
 * queue is not.
 */

/** Beats of an instruction. */
const instructionBeats: u32 = 2

/** Instructions of a full batch. */
export let batch: u32 = 0
/** Next instruction to move, and the end of its batch. */
export let next: u32 = 0
let batchEnd: u32 = 0
/** Cycle of the latest move, or the one before the first. */
let moved: i32 = 0
/** The next instruction cannot move: its module's queue is full as far as settled, or nothing executes it. */
export let isBlocked: bool = false
/** Latest cycle in which it was decided whether an instruction moves. */
export let decided: i32 = 0

export function setFetch(instructions: u32): void {
  batch = instructions
}

/** Launch in cycle 0. */
export function launch(): void {
  text.beginText()
  next = 0
  batchEnd = 0
  moved = 0
  isBlocked = false
  decided = 0
  if (count > 0) request(1)
}

function request(offer: i32): void {
  batchEnd = min(count, next + batch)
  fire(FETCH, offer, instructionBeats * (batchEnd - next))
}

/** The last beat of the batch's burst leaves the memory in cycle `last`. */
export function batchComes(last: i32): void {
  moved = last + 1
  decided = last + 2
  move()
}

/** Moves what can be moved. */
export function move(): void {
  isBlocked = false
  while (next < batchEnd) {
    const m = moduleOf(text.at)
    const place = m == null ? never : placeFrom(m)
    if (place == never) return block()
    if (place > moved + 1) decided = place
    moved = max(moved + 1, place)
    logNothing(next)
    enqueue(m!, next++, text.at, moved + 1)
    text.advance()
  }
  // One cycle sees the empty buffer; the next command is offered in the following one.
  if (next < count) request(moved + 2)
}

function block(): void {
  isBlocked = true
  decided = max(decided, moved + 1)
}

/** Which module executes the instruction whose words are at `at` (timing.md 3); null when none does. */
function moduleOf(at: usize): Module | null {
  const w0 = load<u32>(at)
  switch (f.opcode(w0)) {
    case f.LOAD: {
      const id = f.memory(w0)
      if (id > 3) return null
      return id == 1 || id == 2 ? loads : computes
    }
    case f.STORE:
      return stores
    case f.GEMM:
    case f.FINISH:
      return computes
    case f.ALU:
      return f.aluOp(load<u32>(at, 12)) > f.SHR ? null : computes
    default:
      return null
  }
}

/** A batch is requested. */
export function putFetch(): void {
  put(batchEnd - next)
}

export function shiftFetch(cycles: i32, instructions: u32): void {
  text.skipText(instructions)
  next += instructions
  batchEnd += instructions
  moved += cycles
  decided += cycles
}

/** First cycle in which the instruction moved latest is visible. */
export function latestVisible(): i32 {
  return moved + 1
}
