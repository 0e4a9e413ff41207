import { Commands, next } from './commands'
import { putCycle } from './state'

/** Read bursts outstanding at once, all clients together (timing.md 2). */
const tags: u32 = 16
/** Bursts remembered: those outstanding, and those whose last beats the clients have not written yet. */
const kept: u32 = 32

/*
 * The read server behind the request FIFO (timing.md 7.3): serves bursts in the order of their grants, a beat a cycle,
 * and waits the start-up delay whenever the FIFO has run empty. Keeps the last-beat cycles of the latest bursts, which
 * say when a tag is free and when no grant can be (7.2).
 */

let startUpDelay: i32 = 0
/** The latest bursts' last-beat cycles, which rise, their start cycles and clients; burst k at k modulo `kept`. */
const lastBeats = memory.data(4 * 32, 16)
const starts = memory.data(4 * 32, 16)
const clients = memory.data(4 * 32, 16)
let granted: u32 = 0
/** First burst whose last-beat cycle is not before the latest grant. */
let pending: u32 = 0
/** Cycle in which the latest burst starts, and the one in which its last beat leaves the memory. */
export let start: i32 = 0
export let lastBeat: i32 = 0

/** Before any launch; what began then is over. */
const longAgo: i32 = -1000

function at(burst: u32): usize {
  return (<usize>(burst & (kept - 1))) << 2
}

export function setStartUpDelay(cycles: i32): void {
  startUpDelay = cycles
}

export function resetServer(): void {
  granted = 0
  pending = 0
  start = longAgo
  lastBeat = longAgo
}

/**
 * Grants a client's command of `beats` in cycle `now`, and those of its next commands that come before cycle `until`.
 * The command after them, if there is one, is in hand. State is kept in locals: a burst costs a handful of operations.
 * @returns the cycle of the latest grant; sets `start` and `lastBeat` to its burst's.
 */
export function serve(now: i32, who: u32, beats: i32, c: Commands, until: i32): i32 {
  let cycle = now
  let length = beats
  let begun = start
  let last = lastBeat
  let burst = granted
  let old = pending
  while (true) {
    const visible = cycle + 1
    const delayed = visible >= begun + 2 ? visible + startUpDelay : 0
    begun = max(delayed, last)
    last = begun + length
    const slot = at(burst++)
    store<i32>(lastBeats + slot, last)
    store<i32>(starts + slot, begun)
    store<u32>(clients + slot, who)
    if (!next(c)) break
    length = c.beats
    // As `grantable`, from the cycle on in which the command is in its slot.
    let due = cycle + 2
    if (burst >= tags) due = max(due, load<i32>(lastBeats + at(burst - tags)) + 1)
    for (; old != burst; old++) {
      const other = load<i32>(lastBeats + at(old))
      if (other > due) break
      if (other == due) due++
    }
    if (due >= until) break
    cycle = due
  }
  start = begun
  lastBeat = last
  granted = burst
  if (burst - pending > tags) pending = burst - tags
  while (load<i32>(lastBeats + at(pending)) <= cycle) pending++
  return cycle
}

/** First cycle from `from` on with a free tag that is not the last-beat cycle of any burst (timing.md 7.2). */
export function grantable(from: i32): i32 {
  let cycle = from
  if (granted >= tags) cycle = max(cycle, load<i32>(lastBeats + at(granted - tags)) + 1)
  for (let burst = pending; burst != granted; burst++) {
    const last = load<i32>(lastBeats + at(burst))
    if (last > cycle) break
    if (last == cycle) cycle++
  }
  return cycle
}

/** The oldest burst that is remembered, and the one after the latest. */
export function oldest(): u32 {
  return granted > kept ? granted - kept : 0
}

export function latest(): u32 {
  return granted
}

export function clientOf(burst: u32): u32 {
  return load<u32>(clients + at(burst))
}

export function startOf(burst: u32): i32 {
  return load<i32>(starts + at(burst))
}

export function lastBeatOf(burst: u32): i32 {
  return load<i32>(lastBeats + at(burst))
}

/** Last beats up to two cycles ago may be written yet; no more bursts than these can be so late. */
const lately: u32 = 20

export function putServer(): void {
  putCycle(start, -1)
  for (let back: u32 = 1; back <= lately; back++) {
    const burst = granted - back
    putCycle(back <= granted ? lastBeatOf(burst) : longAgo, -3)
  }
}

export function shiftServer(cycles: i32): void {
  start += cycles
  lastBeat += cycles
  for (let slot: usize = 0; slot < 4 * kept; slot += 4) {
    store<i32>(lastBeats + slot, load<i32>(lastBeats + slot) + cycles)
    store<i32>(starts + slot, load<i32>(starts + slot) + cycles)
  }
}
