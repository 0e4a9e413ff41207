import * as arbiter from './arbiter'
import { dmaOf, putDma, shiftDma } from './dma'
import * as fetch from './fetch'
import { computes, instructionAt, loads, Module, oldest, putModule, shiftModule, stores } from './module'
import { allowSearches, findPeriod, period, setBudget, textEnd } from './period'
import { count, logEnd, logStart, repeatLog } from './program'
import { putServer, shiftServer } from './server'
import { beginState, isSame } from './state'
import { c2l, c2s, l2c, putTokens, s2c, shiftTokens } from './tokens'

/*
 * Leaps over what repeats. When fetch is to be granted a batch, the machine's state relative to then and there is kept;
 * when it is the same one or more periods of the program's text later, all that follows repeats too for as long as the
 * text does, and is skipped.
 */

/** Instructions before the first search: sooner, it takes longer than what it can save. */
const soonest: u32 = 512

/** Fetch's next instruction when there may be something to do. */
export let checkpoint: u32 = u32.MAX_VALUE
/** Instructions leapt over. */
export let leapt: u32 = 0
let isKept: bool = false
/** Of the state that is kept: cycle, fetch's next instruction, and the oldest that has not ended. */
let since: i32 = 0
let base: u32 = 0
let from: u32 = 0
/** States are compared with it every so many instructions: whole periods of the text, and no fewer than were open. */
let stride: u32 = 0
/** States compared with it, and how many will be before another one is kept. */
let compared: u32 = 0
let reach: u32 = 1
/** Instructions from one search to the next. */
let patience: u32 = 0

export function launchLeaps(isAllowed: bool): void {
  leapt = 0
  isKept = false
  patience = fetch.batch
  checkpoint = isAllowed ? max(2 * fetch.batch, soonest) : u32.MAX_VALUE
  setBudget(2 * count)
}

/**
 * Fetch is to be granted a batch in cycle `now`, and no end waits for its turn. Returns whether what follows was skipped:
 * then it is to be granted another one, later.
 */
export function leap(now: i32, cutoff: i32, dramBytes: u64): bool {
  const at = fetch.next
  // The last batch is no longer, if not shorter, than what is left.
  if (at + fetch.batch >= count) {
    checkpoint = u32.MAX_VALUE
    return false
  }
  if (isFollowed()) {
    isKept = false
    checkpoint = at + fetch.batch
    return false
  }
  if (!isKept) {
    search(now, dramBytes)
  } else if ((at - base) % stride != 0) {
    keep(now)
  } else {
    putState(now, true)
    if (isSame) return repeat(now, cutoff)
    if (++compared == reach) keepLonger(now)
  }
  if (isKept) next()
  return false
}

/** There is another state to compare, as long as the text repeats beyond it. */
function next(): void {
  checkpoint = fetch.next + stride
  if (checkpoint + stride <= textEnd) return
  isKept = false
  checkpoint = fetch.next + patience
}

function isFollowed(): bool {
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) if (dmaOf(who).counter.exact) return true
  return false
}

function search(now: i32, dramBytes: u64): void {
  checkpoint = fetch.next + patience
  // Searches are as far apart as what they cost is long.
  patience = max(fetch.batch, (fetch.next / 2 / fetch.batch) * fetch.batch)
  reach = 1
  if (findPeriod(oldestOpen(), fetch.next, fetch.batch, dramBytes)) keep(now)
}

function oldestOpen(): u32 {
  const at = fetch.next
  return min(oldest(loads, at), min(oldest(computes, at), oldest(stores, at)))
}

/** Each state is kept twice as long as the one before: one of them is met again, however many periods that takes. */
function keepLonger(now: i32): void {
  reach *= 2
  keep(now)
}

function keep(now: i32): void {
  since = now
  base = fetch.next
  from = oldestOpen()
  stride = max((base - from + period - 1) / period, 1) * period
  compared = 0
  isKept = true
  putState(now, false)
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
  const length = fetch.next - base
  const cycles = now - since
  isKept = false
  const times = min(timesOfText(length), timesBefore(cutoff, now, cycles))
  checkpoint = fetch.next + (times > 0 ? 0 : fetch.batch)
  if (times == 0) return false
  skip(length * times, cycles * times)
  allowSearches(length * times)
  repeatLog(from, fetch.next, length, cycles)
  forgetOpen(loads)
  forgetOpen(computes)
  forgetOpen(stores)
  return true
}

/** How often the text repeats `length` instructions more, with a whole batch to come. */
function timesOfText(length: u32): u32 {
  const last = textEnd - (length - period)
  const batches = count - fetch.next - fetch.batch
  return min(last > base ? (last - base) / length : 0, batches / length)
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

/** What has not gone has no start, what has not ended no end. */
function forgetOpen(m: Module): void {
  for (let place = m.ended; place != m.moved; place++) {
    const instruction = instructionAt(m, place)
    logEnd(instruction, -1)
    if (place != m.ended || !m.busy) logStart(instruction, -1)
  }
}
