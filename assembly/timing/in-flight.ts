import { never } from './clock'
import { clientOf, lastBeatOf, latest, oldest, startOf } from './server'

/** Own bursts kept while the counter is followed: at most the tags, and those not yet written. */
const room: u32 = 32

/**
 * The in-flight counter of one DMA (timing.md 7.4, 12.3): beats requested less own beats written since the load began,
 * modulo 2^bits; the load has its data when it is 0 after the last command. As long as it equals the beats that are
 * really outstanding, the last write of the last burst decides, and nothing but requests is counted here. It is followed
 * exactly from where that ends: when beats of an earlier load are still on their way at the start, when the requests
 * reach the modulus, or when a request counts less than its burst brings.
 */
export class InFlight {
  who: u32
  /** From the beat's cycle on the bus to its write cycle (timing.md 7.4), one less. */
  writeDelay: i32
  /** A power of two. */
  modulus: i32
  /** Whether the counter is followed exactly. */
  exact: bool
  /** Firings of the assertion that the counter is not 0 when a beat is written. */
  hazards: i32
  /** Times that the counter went past its largest value or below 0. */
  wraps: i32
  /** Beats requested by this load, as long as they are not followed exactly. */
  requested: i32
  /** If `exact`: the counter before its update in `cycle`, and how many own bursts are not all written before it. */
  value: i32
  cycle: i32
  bursts: u32
  /** All of that before the latest request, which came in cycle `request`. */
  request: i32
  hazardsThen: i32
  wrapsThen: i32
  valueThen: i32
  cycleThen: i32
  burstsThen: u32
}

const headBytes: usize = 64
const burstBytes: u32 = 8
/** A counter with its bursts, first and last write cycle each, and with those before the latest request. */
export const inFlightBytes = 64 + 2 * 8 * 32

function burst(c: InFlight, i: usize): usize {
  return changetype<usize>(c) + headBytes + i * burstBytes
}

const firstOf = (at: usize): i32 => load<i32>(at)
const lastOf = (at: usize): i32 => load<i32>(at, 4)

export function resetInFlight(c: InFlight): void {
  c.exact = false
  c.hazards = 0
  c.wraps = 0
}

/** A load goes in cycle `go`; `stale` when beats of an earlier load are still on their way or in the slot. */
export function startInFlight(c: InFlight, go: i32, stale: bool): void {
  c.requested = 0
  c.exact = false
  if (!stale) return
  follow(c, go + 1)
  c.value = 0
}

/** A command fires in cycle `cycle`: a burst of `beats`, of which `counted` are counted. */
export function requestBeats(c: InFlight, cycle: i32, beats: i32, counted: i32): void {
  if (!c.exact) {
    c.requested += counted
    if (c.requested < c.modulus && counted == beats) return
    follow(c, cycle)
    c.value = outstanding(c, cycle)
  }
  save(c, cycle)
  advance(c, cycle)
  const sum = c.value + counted - (isWriting(c, cycle) ? 1 : 0)
  if (sum >= c.modulus || sum < 0) c.wraps++
  c.value = wrapped(c, sum)
  c.cycle = cycle + 1
}

/** A burst of this client, written in the cycles `first` to `last`, is granted in cycle `now`. Only if `exact`. */
export function burstComes(c: InFlight, now: i32, first: i32, last: i32): void {
  advance(c, now)
  append(c, first, last)
}

/** Follows the counter up to the end of cycle `cycle`, in which the load or the run ends. */
export function stopInFlight(c: InFlight, cycle: i32): void {
  if (!c.exact) return
  if (cycle < c.request) restore(c)
  advance(c, cycle + 1)
  c.exact = false
}

/**
 * First cycle from the last command on in which the counter is 0 and padding is idle, by the bursts granted so far;
 * `never` when it does not come with these. Call it only if `exact`, after the last command.
 */
export function zeroFrom(c: InFlight, paddingIdle: i32): i32 {
  let value = c.value
  let cycle = c.cycle
  for (let i: u32 = 0; i < c.bursts; i++) {
    const first = max(cycle, firstOf(burst(c, i)))
    const end = lastOf(burst(c, i)) + 1
    // The counter stays 0 up to the cycle of the next write.
    if (value == 0 && max(cycle, paddingIdle) <= first) return max(cycle, paddingIdle)
    // Within the burst it is 0 for single cycles.
    for (let zero = first + (value || c.modulus); zero < end; zero += c.modulus) {
      if (paddingIdle <= zero) return zero
    }
    if (end <= cycle) continue
    value = wrapped(c, value - (end - first))
    cycle = end
  }
  return value == 0 ? max(cycle, paddingIdle) : never
}

/** Own bursts still to be written; if `exact`. */
export function burstsLeft(c: InFlight): u32 {
  return c.bursts
}

export function firstWrite(c: InFlight, i: u32): i32 {
  return firstOf(burst(c, i))
}

export function lastWrite(c: InFlight, i: u32): i32 {
  return lastOf(burst(c, i))
}

/** Begins to follow the counter, with the own bursts granted so far that are written in cycle `cycle` or later. */
function follow(c: InFlight, cycle: i32): void {
  c.exact = true
  c.request = 0
  c.cycle = cycle
  c.bursts = 0
  for (let i = oldest(); i != latest(); i++) {
    if (clientOf(i) != c.who || lastBeatOf(i) + c.writeDelay < cycle) continue
    append(c, startOf(i) + c.writeDelay + 1, lastBeatOf(i) + c.writeDelay)
  }
}

/** Beats requested and not written before `cycle`, none of them in the slot. */
function outstanding(c: InFlight, cycle: i32): i32 {
  let sum = 0
  for (let i: u32 = 0; i < c.bursts; i++) {
    sum += lastOf(burst(c, i)) + 1 - max(firstOf(burst(c, i)), cycle)
  }
  return sum
}

function isWriting(c: InFlight, cycle: i32): bool {
  for (let i: u32 = 0; i < c.bursts; i++) {
    if (firstOf(burst(c, i)) <= cycle && cycle <= lastOf(burst(c, i))) return true
  }
  return false
}

/** Requests are known ahead of their cycle: should the run end before it, they never were. */
function save(c: InFlight, request: i32): void {
  c.request = request
  c.hazardsThen = c.hazards
  c.wrapsThen = c.wraps
  c.valueThen = c.value
  c.cycleThen = c.cycle
  c.burstsThen = c.bursts
  memory.copy(burst(c, room), burst(c, 0), c.bursts * burstBytes)
}

function restore(c: InFlight): void {
  c.hazards = c.hazardsThen
  c.wraps = c.wrapsThen
  c.value = c.valueThen
  c.cycle = c.cycleThen
  c.bursts = c.burstsThen
  memory.copy(burst(c, 0), burst(c, room), c.bursts * burstBytes)
}

/** Counts the writes before cycle `to`, none of them in a cycle in which a command fires. */
function advance(c: InFlight, to: i32): void {
  const bursts = c.bursts
  c.bursts = 0
  for (let i: u32 = 0; i < bursts; i++) {
    const first = firstOf(burst(c, i))
    const last = lastOf(burst(c, i))
    write(c, min(last + 1, to) - max(c.cycle, first))
    if (last >= to) append(c, first, last)
  }
  c.cycle = max(c.cycle, to)
}

function append(c: InFlight, first: i32, last: i32): void {
  const at = burst(c, c.bursts++)
  store<i32>(at, first)
  store<i32>(at, last, 4)
}

function write(c: InFlight, beats: i32): void {
  if (beats <= 0) return
  // How often it passes 0 downwards.
  const below = (beats - c.value + c.modulus - 1) >> (31 - clz(c.modulus))
  if (below > 0) {
    c.hazards += below
    c.wraps += below
  }
  c.value = wrapped(c, c.value - beats)
}

function wrapped(c: InFlight, value: i32): i32 {
  return value & (c.modulus - 1)
}
