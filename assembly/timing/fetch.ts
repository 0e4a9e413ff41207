import * as f from '../fields'
import { FETCH, fire } from './arbiter'
import { never } from './clock'
import { computes, enqueue, loads, Module, placeFrom, stores, wake } from './module'
import { count } from './program'
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
  // What changes with every instruction is kept in locals: each would have to be stored and read again.
  let instruction = next
  let cycle = moved
  let at = text.at
  let receivers: u32 = 0
  for (; instruction < batchEnd; instruction++) {
    const m = moduleOf(at)
    const place = m == null ? never : placeFrom(m)
    if (place == never) break
    if (place > cycle + 1) decided = place
    cycle = max(cycle + 1, place)
    enqueue(m!, instruction, at, cycle + 1)
    receivers |= m!.bit
    at = text.behind(at)
  }
  text.stopAt(at)
  next = instruction
  moved = cycle
  wake(receivers)
  if (instruction < batchEnd) block()
  // One cycle sees the empty buffer; the next command is offered in the following one.
  else if (instruction < count) request(cycle + 2)
}

function block(): void {
  isBlocked = true
  decided = max(decided, moved + 1)
}

/** Modules by opcode and memory id, as they stand in an instruction's first word; 0 where nobody executes it. */
const executors = memory.data(4 * 64)

function executor(w0: u32): usize {
  return executors + (((w0 & 7) << 2) | ((w0 & 0x380) >> 2))
}

/** Says which module executes what (timing.md 3). */
export function linkExecutors(): void {
  for (let id: u32 = 0; id < 8; id++) {
    const loader = id == 1 || id == 2 ? loads : computes
    if (id < 4) store<usize>(executor(f.LOAD | (id << 7)), changetype<usize>(loader))
    store<usize>(executor(f.STORE | (id << 7)), changetype<usize>(stores))
    store<usize>(executor(f.GEMM | (id << 7)), changetype<usize>(computes))
    store<usize>(executor(f.FINISH | (id << 7)), changetype<usize>(computes))
    store<usize>(executor(f.ALU | (id << 7)), changetype<usize>(computes))
  }
}

/** Which module executes the instruction whose words are at `at`; null when none does. */
function moduleOf(at: usize): Module | null {
  const w0 = load<u32>(at)
  if (f.opcode(w0) == f.ALU && f.aluOp(load<u32>(at, 12)) > f.SHR) return null
  return changetype<Module | null>(load<usize>(executor(w0)))
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
