import { put } from './state'

/** Bytes of a beat, log2: the data bus has 64 bits. */
const logBeatBytes: u32 = 3

/**
 * Command generation of a 2-D transfer (timing.md 7.1): rows cut into bursts that end at multiples of the longest
 * burst's bytes; a new row starts a new burst. Addresses are bytes modulo 2^32, of which only the low bits matter.
 */
export class Commands {
  /** Longest burst. */
  burstBeats: u32
  /** The bits that a row's number of beats is kept in. */
  rowMask: u32
  /** Beats of the command in hand; 0 when there is none. */
  beats: i32
  /** Beats that the in-flight counter is told of: `beats`, but 0 for a UOP row whose length lost its only bit. */
  counted: i32
  rowsLeft: u32
  rowAddress: u32
  strideBytes: u32
  rowBytes: u32
  /** Beats of the current row not yet commanded; 0 when none is begun. */
  rest: u32
}

export function startCommands(c: Commands, address: u32, rows: u32, rowBytes: u32, strideBytes: u32): void {
  c.rowAddress = address
  c.rowsLeft = rows
  c.rowBytes = rowBytes
  c.strideBytes = strideBytes
  c.rest = 0
}

/** Whether every command of the transfer was given. */
export function areDone(c: Commands): bool {
  return c.rowsLeft == 0
}

/** Takes the next command in hand: sets `beats` and `counted`. Returns whether there is one. */
export function next(c: Commands): bool {
  if (c.rowsLeft == 0) {
    c.beats = 0
    return false
  }
  const burstBeats = c.burstBeats
  let room = burstBeats
  let rest = c.rest
  if (rest == 0) {
    const address = c.rowAddress
    rest = ((c.rowBytes + (address & 7) + 7) >> logBeatBytes) & c.rowMask
    room -= (address >> logBeatBytes) & (burstBeats - 1)
  }
  const counted = min(rest, room)
  c.counted = counted
  // A length field of 0 - 1: the memory sees the longest burst.
  c.beats = counted == 0 ? burstBeats : counted
  rest -= counted
  c.rest = rest
  if (rest != 0) return true
  c.rowsLeft--
  c.rowAddress += c.strideBytes
  return true
}

/** Of addresses, what decides how rows are cut. */
export function putCommands(c: Commands): void {
  const window = (c.burstBeats << logBeatBytes) - 1
  put(c.rowsLeft)
  put(c.rest)
  put(c.rowAddress & window)
  put(c.strideBytes & window)
  put(c.rowBytes)
  put(c.beats)
  put(c.counted)
}
