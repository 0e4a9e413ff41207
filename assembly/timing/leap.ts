import * as arbiter from './arbiter'
import { dmaOf, putDma, shiftDma } from './dma'
import * as fetch from './fetch'
import { computes, loads, oldest, putModule, shiftModule, stores } from './module'
import { logOpen } from './open'
import { count, repeatLog } from './program'
import { putServer, shiftServer } from './server'
import { beginState, isSame } from './state'
import * as text from './text'
import { c2l, c2s, l2c, putTokens, s2c, shiftTokens } from './tokens'

/*
 * Leaps over what repeats. Where the text repeats, the machine's state relative to now and to the next instruction is kept
 * when fetch is to be granted a batch; when it is the same one or more periods later, all that follows repeats too for as
 * long as the text does, and is skipped.
 */

/** Fetch's next instruction when there may be something to do. */
export let checkpoint: u32 = u32.MAX_VALUE
/** Instructions leapt over. */
export let leapt: u32 = 0
let isKept: bool = false
/** Of the state that is kept: cycle, fetch's next instruction, and the oldest that has not ended. */
let since: i32 = 0
let base: u32 = 0
let from: u32 = 0
/** States are compared with it every so many instructions: whole periods and batches, no fewer than were open. */
let stride: u32 = 0

/**
 * Instructions of a stretch before the first state is kept, unless they repeat sooner: two queues of them. What was on
 * its way when the text began to repeat mostly makes no difference after them.
 */
const transient: u32 = 1024
/**
 * A state is kept for one in so many instructions of the stretch before it, and for one comparison at least: so one of
 * those that are kept is met again, however many periods that takes.
 */
const patience: u32 = 2

/** Fetch is at the first instruction. */
export function launchLeaps(): void {
  leapt = 0
  isKept = false
  checkpoint = text.first
}

/**
 * Fetch is to be granted a batch in cycle `now`, and no end waits for its turn. Returns whether what follows was skipped:
 * then it is to be granted another one, later.
 */
export function leap(now: i32, cutoff: i32): bool {
  const at = fetch.next
  // What is kept may be of a stretch that is over.
  if (isKept && (from < text.first || (at - base) % stride != 0)) isKept = false
  if (isFollowed()) {
    isKept = false
    checkpoint = at + fetch.batch
  } else if (!isKept) {
    keep(now)
  } else {
    putState(now, true)
    if (isSame) return repeat(now, cutoff)
    if (at - base >= (base - text.first) / patience) keep(now)
    else goOn()
  }
  return false
}

function isFollowed(): bool {
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) if (dmaOf(who).counter.exact) return true
  return false
}

function oldestOpen(): u32 {
  const at = fetch.next
  return min(oldest(loads, at), min(oldest(computes, at), oldest(stores, at)))
}

/** Keeps the state, if it can be met again with something left to skip. */
function keep(now: i32): void {
  since = now
  base = fetch.next
  from = oldestOpen()
  isKept = false
  const unit = commonMultiple(text.period, fetch.batch)
  const soonest = text.first + min(unit, transient)
  checkpoint = max(base + fetch.batch, soonest)
  if (from < text.first || base < soonest) return
  stride = max((base - from + unit - 1) / unit, 1) * unit
  goOn()
  if (isKept) putState(now, false)
}

/** The next state to compare comes a stride later, if the text repeats beyond it, with a whole batch to come. */
function goOn(): void {
  const next = fetch.next + stride
  isKept = next + stride <= text.end && next + stride + fetch.batch <= count
  if (isKept) checkpoint = next
}

/** The least one; far beyond any program if it is no number of instructions. */
function commonMultiple(a: u32, b: u32): u32 {
  let x = a
  for (let y = b; y != 0;) {
    const rest = x % y
    x = y
    y = rest
  }
  return <u32>min<u64>((<u64>a / x) * b, 1 << 28)
}

function putState(now: i32, compares: bool): void {
  beginState(now, fetch.next, compares)
  putServer()
  arbiter.putArbiter()
  fetch.putFetch()
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) putDma(dmaOf(who))
  putTokens(l2c)
  putTokens(c2l)
  putTokens(c2s)
  putTokens(s2c)
  putModule(loads)
  putModule(computes)
  putModule(stores)
}

/** The state is the one that is kept. Returns whether there is anything to skip. */
function repeat(now: i32, cutoff: i32): bool {
  const known = fetch.next
  const length = known - base
  const cycles = now - since
  isKept = false
  const times = min(timesOfText(length), timesBefore(cutoff, now, cycles))
  checkpoint = fetch.next + (times > 0 ? 0 : fetch.batch)
  if (times == 0) return false
  logOpen()
  skip(length * times, cycles * times)
  repeatLog(from, known, fetch.next, length, cycles)
  logOpen()
  return true
}

/** How often the text repeats `length` instructions more, with a whole batch to come. */
function timesOfText(length: u32): u32 {
  return (min(text.end, count - fetch.batch) - fetch.next) / length
}

/** How often `cycles` can pass with nothing due at the cutoff. */
function timesBefore(cutoff: i32, now: i32, cycles: i32): u32 {
  const ends = max(loads.idleFrom, max(computes.idleFrom, stores.idleFrom))
  const latest = max(max(now, ends), fetch.latestVisible())
  return latest < cutoff ? (cutoff - latest) / cycles : 0
}

function skip(instructions: u32, cycles: i32): void {
  leapt += instructions
  shiftServer(cycles)
  arbiter.shiftArbiter(cycles)
  fetch.shiftFetch(cycles, instructions)
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) shiftDma(dmaOf(who), cycles)
  shiftTokens(l2c, cycles)
  shiftTokens(c2l, cycles)
  shiftTokens(c2s, cycles)
  shiftTokens(s2c, cycles)
  shiftModule(loads, cycles, instructions)
  shiftModule(computes, cycles, instructions)
  shiftModule(stores, cycles, instructions)
}
