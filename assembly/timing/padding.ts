import * as f from '../fields'
import { put, putCycle } from './state'

/**
 * The padding engine of one DMA (timing.md 7.5): one zero write a cycle, top rows, then the sides row by row, then
 * bottom rows. It stands still while the DMA's own data is written, except where it only skips data rows.
 */
export class Padding {
  /** Whether the load has pads at all. */
  active: bool
  /** Zero writes before the skipped rows, rows to skip, zero writes after them. */
  before: i32
  skips: i32
  after: i32
  /** First cycle that is not worked through yet. */
  cycle: i32
}

/** @param first first active cycle. @param w2 the instruction's third word. @param w3 its last. */
export function startPadding(p: Padding, first: i32, w2: u32, w3: u32): void {
  p.active = w3 >> 16 != 0
  if (!p.active) return
  p.cycle = first
  const width = f.xPadLeft(w3) + f.xSize(w2) + f.xPadRight(w3)
  const sides = f.ySize(w2) * (f.xPadLeft(w3) + f.xPadRight(w3))
  p.before = f.yPadTop(w3) * width + sides
  p.skips = sides == 0 && f.yPadBottom(w3) > 0 ? f.ySize(w2) : 0
  p.after = f.yPadBottom(w3) * width
}

/** The DMA's own data is written in the cycles `first` to `last`, later than in all earlier calls since the start. */
export function dataWrites(p: Padding, first: i32, last: i32): void {
  work(p, first, true)
  work(p, last + 1, false)
}

/** First cycle in which the engine is idle, if no more data is written before; 0 where it never leaves idle. */
export function idleFrom(p: Padding): i32 {
  return p.active ? p.cycle + p.before + p.skips + p.after : 0
}

/** Works through the cycles before `until`; zeros can be written in all of them, or in none. */
function work(p: Padding, until: i32, canWrite: bool): void {
  if (canWrite) p.before -= spend(p, p.before, until)
  if (p.before > 0) return wait(p, until)
  p.skips -= spend(p, p.skips, until)
  if (p.skips > 0) return wait(p, until)
  if (canWrite) p.after -= spend(p, p.after, until)
  if (p.after > 0) return wait(p, until)
}

/** Spends up to `steps` cycles before `until`. Returns how many. */
function spend(p: Padding, steps: i32, until: i32): i32 {
  const spent = min(steps, max(0, until - p.cycle))
  p.cycle += spent
  return spent
}

function wait(p: Padding, until: i32): void {
  p.cycle = max(p.cycle, until)
}

export function putPadding(p: Padding): void {
  put(p.active ? 1 : 0)
  if (!p.active) return
  put(p.before)
  put(p.skips)
  put(p.after)
  putCycle(p.cycle, i32.MIN_VALUE)
}

export function shiftPadding(p: Padding, cycles: i32): void {
  p.cycle += cycles
}
