import * as arbiter from './arbiter'
import { longestRun, never } from './clock'
import { endsIn, endsNow, goOn } from './completion'
import { settle } from './control'
import { burstsCome, Dma, dmaOf, resetDma, stopLoad } from './dma'
import { setDramBytes } from './dram'
import { dmaUsedBy } from './execution'
import * as fetch from './fetch'
import * as horizon from './horizon'
import { checkpoint, launchLeaps, leap } from './leap'
import { computes, fallAsleep, headOf, loads, Module, resetModules, stores, woken } from './module'
import { logOpen } from './open'
import { forgetAfter, logEnd, logRest } from './program'
import * as server from './server'

/*
 * The machine's exact timing (timing.md 10). Modules and fetch are settled ahead of time, as far as what they depend on
 * has a time; what is not settled then comes of grants, or of ends that wait for their turn, so those are taken in the
 * order of their cycles.
 */

/** The host wants to know of every read burst: client, start and last-beat cycle. */
declare function onBurst(who: u32, start: i32, lastBeat: i32): void

/** How a run ends where the horizon is open. */
const DEADLOCK: u32 = 0
const CUTOFF: u32 = 3

/** Cycle of the latest grant. */
let granted: i32 = 0

/**
 * Runs a program from launch until it finishes or strays, `cutoff` is reached, or nothing can happen any more.
 * @returns how it ended.
 */
export function run(dramBytes: f64, cutoff: i32, isObserved: bool): u32 {
  const limit = min(cutoff, longestRun)
  launch(<u64>dramBytes, limit)
  while (true) {
    settleAll()
    const held = firstHeld()
    const next = min(held, arbiter.due)
    if (next >= horizon.until) break
    if (held == next) release(next)
    else if (!leaps(next, held)) grant(min(held, horizon.until), isObserved)
  }
  return stop(limit)
}

function launch(dramBytes: u64, cutoff: i32): void {
  granted = 0
  horizon.open(cutoff)
  setDramBytes(dramBytes)
  server.resetServer()
  arbiter.resetArbiter()
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) resetDma(dmaOf(who))
  resetModules()
  fetch.launch()
  launchLeaps()
}

/** Whether what follows the grant of a batch of instructions in cycle `now` is skipped. */
function leaps(now: i32, held: i32): bool {
  return fetch.next >= checkpoint && held == never && arbiter.isFetchNext() && leap(now, horizon.until)
}

function settleAll(): void {
  while (woken != 0) {
    if ((woken & computes.bit) != 0) settleOne(computes)
    if ((woken & loads.bit) != 0) settleOne(loads)
    if ((woken & stores.bit) != 0) settleOne(stores)
    if (fetch.isBlocked) fetch.move()
  }
}

function settleOne(m: Module): void {
  settle(m)
  fallAsleep(m)
}

function firstHeld(): i32 {
  return min(loads.held, min(computes.held, stores.held))
}

/** Makes the next grant, and those after it that are the same client's in any case, all before cycle `until`. */
function grant(until: i32, isObserved: bool): void {
  const who = arbiter.take()
  const dma = dmaOf(who)
  // Bursts that more depends on than the end of the load are taken one by one.
  const isRun = dma.busy && dma.plain && !isObserved
  granted = server.serve(
    arbiter.due,
    who,
    arbiter.beatsOf(who),
    dma.commands,
    isRun ? min(until, arbiter.firstOccupied()) : 0,
  )
  if (isObserved) onBurst(who, server.start, server.lastBeat)
  if (who == arbiter.FETCH) batchComes(server.lastBeat)
  else loadGoesOn(dma, burstsCome(dma, granted))
  arbiter.scheduleAfter(granted)
}

function batchComes(last: i32): void {
  if (last + 2 < horizon.until) fetch.batchComes(last)
  else horizon.goesBeyond()
}

/** A load ends in cycle `done`, as far as is known. */
function loadGoesOn(dma: Dma, done: i32): void {
  if (!dma.busy) return
  const owner = dma.who == arbiter.INP || dma.who == arbiter.WGT ? loads : computes
  // What is known of a counter that is followed can change with every burst, until its time has come.
  if (dma.counter.exact) {
    owner.held = done
  } else if (done != never) {
    dma.busy = false
    goOn(owner)
    const head = headOf(owner)
    endsIn(owner, head, load<u32>(head.words), done)
  }
}

/** Ends that have waited for their turn come in cycle `now`: all that was before is settled. */
function release(now: i32): void {
  if (computes.held == now) releaseHead(computes, now)
  if (loads.held == now) releaseHead(loads, now)
  if (stores.held == now) releaseHead(stores, now)
}

function releaseHead(m: Module, now: i32): void {
  const dma = dmaUsedBy(headOf(m).words)
  if (dma != null) stopLoad(dma, now)
  endsNow(m, now)
}

/** The run is over: nothing settled for later happens. Returns how it ended. */
function stop(cutoff: i32): u32 {
  logOpen()
  logRest(fetch.next)
  if (horizon.ending != horizon.OPEN) {
    const last = horizon.endingCycle
    const finished = horizon.ending == horizon.FINISHED
    // What completes together with FINISH is not seen any more.
    forget(last + 1, finished ? last : last + 1)
    if (finished) logEnd(horizon.endingInstruction, last + 1)
    stopLoads(last)
    return horizon.ending
  }
  if (goesOn(cutoff)) {
    forget(cutoff, cutoff)
    stopLoads(cutoff - 1)
    return CUTOFF
  }
  stopLoads(never - 1)
  return DEADLOCK
}

/** Whether anything is due, but not before the cutoff. */
function goesOn(cutoff: i32): bool {
  const ends = max(loads.idleFrom, max(computes.idleFrom, stores.idleFrom))
  return horizon.isBeyond || ends > cutoff || arbiter.due != never || firstHeld() != never
}

function forget(lastStart: i32, lastEnd: i32): void {
  const isSettledBeyond =
    loads.idleFrom > lastEnd || stores.idleFrom > lastEnd || computes.idleFrom > lastStart
  if (isSettledBeyond || loads.busy || stores.busy || computes.busy) forgetAfter(lastStart, lastEnd)
}

function stopLoads(last: i32): void {
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) stopLoad(dmaOf(who), last)
}

/** Cycle of the latest event of a run in which nothing can happen any more. */
export function latestEvent(): i32 {
  const ends = max(loads.idleFrom, max(computes.idleFrom, stores.idleFrom)) - 1
  return max(max(ends, granted), fetch.decided)
}

/** A sum over the DMAs' in-flight counters. */
export function counterHazards(): i32 {
  let sum = 0
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) sum += dmaOf(who).counter.hazards
  return sum
}

export function counterWraps(): i32 {
  let sum = 0
  for (let who = arbiter.UOP; who <= arbiter.ACC; who++) sum += dmaOf(who).counter.wraps
  return sum
}
