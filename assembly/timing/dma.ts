import * as f from '../fields'
import * as arbiter from './arbiter'
import { never } from './clock'
import { areDone, Commands, next, putCommands, startCommands } from './commands'
import { isRowInside } from './dram'
import * as flight from './in-flight'
import { dataWrites, idleFrom, Padding, putPadding, shiftPadding, startPadding } from './padding'
import * as server from './server'
import { put, putCycle } from './state'

/**
 * The DMA of one load type (timing.md 7): commands into its slot, its own beats' write cycles, padding, and when the
 * load is done. Functions that can settle that return the cycle of completion, or `never` while it is open.
 */
export class Dma {
  commands: Commands
  padding: Padding
  counter: flight.InFlight
  /** Client of the read path. */
  who: u32
  elementBytes: u32
  /** From the beat's cycle on the bus to its write cycle, plus one (d of timing.md 10.6). */
  writeDelay: i32
  /** A load is in execution. */
  busy: bool
  /** The load commands no row, so it never ends. */
  endless: bool
  /** Nothing but its bursts decides when the load is done: no pads, and a counter that cannot reach its modulus. */
  plain: bool
  /** Cycle from which on the next command is offered. */
  offer: i32
  /** Last write cycle of the latest burst. */
  lastWrite: i32
}

const dmaBytes: u32 = 48
const commandsBytes: u32 = 48
const paddingBytes: u32 = 32
/** By client; the place of fetch, which has no DMA, is empty. */
const dmas = memory.data(48 * 5, 16)
const commands = memory.data(48 * 5, 16)
const paddings = memory.data(32 * 5, 16)
const counters = memory.data(flight.inFlightBytes * 5, 16)

export function dmaOf(who: u32): Dma {
  return changetype<Dma>(dmas + who * dmaBytes)
}

/**
 * Says what a client's DMA is like.
 * @param modulus of the in-flight counter, a power of two. @param rowMask the bits that a row's beats are kept in.
 */
export function setDma(who: u32, elementBytes: u32, burstBeats: u32, modulus: i32, rowMask: u32): void {
  const d = dmaOf(who)
  d.who = who
  d.elementBytes = elementBytes
  // Elements of at most a beat: the unit without the input register (timing.md 7.4, 7.5: UOP, or r = 1).
  d.writeDelay = elementBytes <= 8 ? 1 : 2
  d.commands = changetype<Commands>(commands + who * commandsBytes)
  d.commands.burstBeats = burstBeats
  d.commands.rowMask = rowMask
  d.padding = changetype<Padding>(paddings + who * paddingBytes)
  d.counter = changetype<flight.InFlight>(counters + who * flight.inFlightBytes)
  d.counter.who = who
  d.counter.writeDelay = d.writeDelay
  d.counter.modulus = modulus
}

export function resetDma(d: Dma): void {
  flight.resetInFlight(d.counter)
  d.busy = false
  d.lastWrite = -1
}

export function isLoadInside(d: Dma, w0: u32, w1: u32, w2: u32): bool {
  return isRowInside(d.elementBytes, w0, w1, w2)
}

/** Rows that a LOAD commands: 0 when y_size is 0 or y_size + y_pad_top leaves its 16 bits (timing.md 7.1, 12.3). */
function commandedRows(w2: u32, w3: u32): u32 {
  const rows = f.ySize(w2)
  return rows + f.yPadTop(w3) <= 0xffff ? rows : 0
}

/** The module goes with a load, whose x_size is not 0, in cycle `go`. */
export function startLoad(d: Dma, w0: u32, w1: u32, w2: u32, w3: u32, go: i32): i32 {
  const bytes = d.elementBytes
  const isSlotEmpty = arbiter.isSlotEmpty(d.who)
  const rows = commandedRows(w2, w3)
  d.busy = true
  d.endless = rows == 0
  d.plain = false
  flight.startInFlight(d.counter, go, !isSlotEmpty || d.lastWrite > go)
  startPadding(d.padding, go + d.writeDelay, w2, w3)
  if (d.counter.exact) waitForOldBursts(d)
  if (d.endless) return never
  startCommands(d.commands, f.dramIndex(w0, w1) * bytes, rows, f.xSize(w2) * bytes, f.xStride(w3) * bytes)
  d.offer = go + 1 + f.yPadTop(w3)
  d.plain =
    !d.counter.exact &&
    !d.padding.active &&
    <u64>rows * (((f.xSize(w2) * bytes) >> 3) + 2) < <u64>d.counter.modulus
  if (!isSlotEmpty) return never
  next(d.commands)
  return fire(d, d.offer)
}

/** Beats of an earlier load hold padding up as well. */
function waitForOldBursts(d: Dma): void {
  for (let i: u32 = 0; i < flight.burstsLeft(d.counter); i++) {
    dataWrites(d.padding, flight.firstWrite(d.counter, i), flight.lastWrite(d.counter, i))
  }
}

/** This client's bursts were granted, the latest in cycle `now`; if not `plain`, just one. */
export function burstsCome(d: Dma, now: i32): i32 {
  const first = server.start + d.writeDelay + 1
  const last = server.lastBeat + d.writeDelay
  d.lastWrite = last
  if (!d.busy) return never
  if (d.counter.exact) flight.burstComes(d.counter, now, first, last)
  if (d.padding.active) dataWrites(d.padding, first, last)
  if (d.endless) return never
  if (d.commands.beats != 0) return fire(d, max(d.offer, now + 1))
  if (d.counter.exact) return flight.zeroFrom(d.counter, idleFrom(d.padding))
  return max(idleFrom(d.padding), last + 1)
}

/** The command in hand fires. */
function fire(d: Dma, cycle: i32): i32 {
  const c = d.commands
  arbiter.fire(d.who, cycle, c.beats)
  d.offer = cycle + 1
  flight.requestBeats(d.counter, cycle, c.beats, c.counted)
  return areDone(c) && d.counter.exact ? flight.zeroFrom(d.counter, idleFrom(d.padding)) : never
}

/** The load, or the run, ends in cycle `cycle`. */
export function stopLoad(d: Dma, cycle: i32): void {
  if (d.busy) flight.stopInFlight(d.counter, cycle)
  d.busy = false
}

/** Of a DMA whose counter is not followed. */
export function putDma(d: Dma): void {
  putCycle(d.lastWrite, 0)
  // What was asserted and wrapped so far: a period in which more is has an end that differs from its beginning.
  put(d.counter.hazards)
  put(d.counter.wraps)
  put(d.busy ? 1 : 0)
  if (!d.busy) return
  putCycle(d.offer, 0)
  put(d.endless ? 1 : 0)
  put(d.plain ? -1 : d.counter.requested)
  putCommands(d.commands)
  putPadding(d.padding)
}

export function shiftDma(d: Dma, cycles: i32): void {
  d.lastWrite += cycles
  d.offer += cycles
  shiftPadding(d.padding, cycles)
}
