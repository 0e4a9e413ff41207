import { never } from './clock'
import { grantable } from './server'
import { put, putCycle } from './state'

/** The clients of the read path, in the order of their priority (timing.md 7.2; src/simulator/timing/client.ts). */
export const FETCH: u32 = 0
export const UOP: u32 = 1
export const INP: u32 = 2
export const WGT: u32 = 3
export const ACC: u32 = 4
const clients: u32 = 5

/*
 * The read arbiter (timing.md 7.2): one command slot a client, fixed priority, one grant a cycle.
 */

/** The cycle of the next grant. */
export let due: i32 = never
/** First cycle in which the arbiter sees each client's slot occupied, `never` when it is empty; beats of the command. */
const occupied = memory.data(4 * 8, 16)
const beatsIn = memory.data(4 * 8, 16)

export function resetArbiter(): void {
  for (let who: u32 = 0; who < clients; who++) setOccupied(who, never)
  due = never
}

function setOccupied(who: u32, cycle: i32): void {
  store<i32>(occupied + ((<usize>who) << 2), cycle)
}

function occupiedFrom(who: u32): i32 {
  return load<i32>(occupied + ((<usize>who) << 2))
}

export function isSlotEmpty(who: u32): bool {
  return occupiedFrom(who) == never
}

/** A command of `beats` fires in cycle `cycle`: it occupies the client's slot, which must be empty, from the next. */
export function fire(who: u32, cycle: i32, beats: i32): void {
  const from = cycle + 1
  setOccupied(who, from)
  store<i32>(beatsIn + ((<usize>who) << 2), beats)
  if (from < due) due = min(due, grantable(from))
}

/** Empties the occupied slot of the highest priority in cycle `due`, that of the next grant. Returns its client. */
export function take(): u32 {
  let who: u32 = 0
  while (occupiedFrom(who) > due) who++
  setOccupied(who, never)
  return who
}

/** Beats of the latest command in a client's slot. */
export function beatsOf(who: u32): i32 {
  return load<i32>(beatsIn + ((<usize>who) << 2))
}

/** First cycle in which any slot is occupied. */
export function firstOccupied(): i32 {
  return min(
    occupiedFrom(FETCH),
    min(min(occupiedFrom(UOP), occupiedFrom(INP)), min(occupiedFrom(WGT), occupiedFrom(ACC))),
  )
}

/** Works out the next grant, after one in cycle `now`. */
export function scheduleAfter(now: i32): void {
  const first = firstOccupied()
  due = first == never ? never : grantable(max(first, now + 1))
}

/** Whether the next grant is fetch's. */
export function isFetchNext(): bool {
  return occupiedFrom(FETCH) <= due
}

/** At the cycle of the next grant. */
export function putArbiter(): void {
  for (let who: u32 = 0; who < clients; who++) {
    if (isSlotEmpty(who)) {
      put(-1)
    } else {
      putCycle(occupiedFrom(who), 0)
      put(beatsOf(who))
    }
  }
}

export function shiftArbiter(cycles: i32): void {
  due += cycles
  for (let who: u32 = 0; who < clients; who++) {
    if (!isSlotEmpty(who)) setOccupied(who, occupiedFrom(who) + cycles)
  }
}
