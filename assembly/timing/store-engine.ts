import * as f from '../fields'
import { areRowsInside } from './dram'

/*
 * The store engine (timing.md 8): its write channel never contends, so the number of elements and bursts says it all.
 */

/** The rest of a row is counted in 16 bits where an element is more than a beat (timing.md 12.3). */
const restMask: u32 = 0xffff

let elementBytes: u32 = 0
/** Beats per OUT element, r, log2. */
let logBeats: u32 = 0
let burstBeats: u32 = 0
let logBurstBeats: u32 = 0

export function setStore(bytes: u32, beats: u32): void {
  elementBytes = bytes
  logBeats = ctz(bytes) - 3
  burstBeats = beats
  logBurstBeats = ctz(beats)
}

export function isStoreInside(w0: u32, w1: u32, w2: u32, w3: u32): bool {
  return areRowsInside(elementBytes, w0, w1, w2, w3)
}

/** Whether a STORE whose x_size is not 0 never ends: r = 1 commands rows as the loads do, and waits for the first. */
export function isEndless(w2: u32): bool {
  return logBeats == 0 && f.ySize(w2) == 0
}

/** Execution length in cycles of a STORE whose x_size is not 0, and that ends. */
export function storeCycles(w0: u32, w1: u32, w2: u32, w3: u32): u64 {
  const rows: u32 = f.ySize(w2) == 0 ? 65536 : f.ySize(w2)
  const offset = ((f.dramIndex(w0, w1) * elementBytes) >> 3) & (burstBeats - 1)
  const step = (f.xStride(w3) << logBeats) & (burstBeats - 1)
  const rowBeats = f.xSize(w2) << logBeats
  if (step == 0) return <u64>rows * rowCycles(offset, rowBeats)
  return rowsCycles(rows, offset, step, rowBeats)
}

/** Rows repeat once their start has the same place in a burst's window again: at the latest after `burstBeats`. */
function rowsCycles(rows: u32, offset: u32, step: u32, rowBeats: u32): u64 {
  const logPeriod = logBurstBeats - ctz(step)
  const whole = rows >> logPeriod
  const rest = rows & ((1 << logPeriod) - 1)
  let all: u64 = 0
  let tail: u64 = 0
  const different: u32 = whole > 0 ? 1 << logPeriod : rest
  for (let row: u32 = 0; row < different; row++) {
    if (row == rest) tail = all
    all += rowCycles((offset + row * step) & (burstBeats - 1), rowBeats)
  }
  return whole > 0 ? whole * all + tail : all
}

/** A row of `rowBeats` that starts `offset` beats into a window of the longest burst. */
function rowCycles(offset: u32, rowBeats: u32): u32 {
  const beats = logBeats == 0 ? rowBeats : storedBeats(offset, rowBeats)
  const bursts = (offset + beats + burstBeats - 1) >> logBurstBeats
  return logBeats == 0 ? beats + 4 * bursts : beats + (beats >> logBeats) + 3 * bursts
}

function storedBeats(offset: u32, rowBeats: u32): u32 {
  const first = burstBeats - offset
  return rowBeats <= first ? rowBeats : first + ((rowBeats - first) & restMask)
}
