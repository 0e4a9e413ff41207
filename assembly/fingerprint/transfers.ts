import * as f from '../fields'
import { ACC, change, INP, OUT, padOf, UOP } from './pads'
import { forgetRuns } from './runs'
import { holds, noteMicroOps, tableOf } from './tables'
import { elementBytes } from './field'
import { computesBeforeLoad, computesBeforeStore } from './tokens'
import { computedOut, loadedInp, loadedWgt, multipliedInp, multipliedWgt, storedOut, touch } from './touched'

/** LOAD and STORE (timing.md 7, 8), by whole elements. */

/** What came of an instruction: a stray access, or an index that wraps; or whether what it touches is free. */
export const STRAY: u32 = 0
export const FREE: u32 = 1
export const SHARED: u32 = 2

/** @param ordinal of the LOAD in its module. */
export function loadBlock(ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): u32 {
  const memoryId = f.memory(w0)
  const pad = padOf(memoryId)
  const table = tableOf(memoryId)
  const columns = f.xSize(w2)
  const rows = f.ySize(w2)
  const stride = f.xStride(w3)
  const dram = f.dramIndex(w0, w1)
  const top = f.yPadTop(w3)
  const left = f.xPadLeft(w3)
  const pitch = left + columns + f.xPadRight(w3)
  const first = f.scratchpadIndex(w0)
  const elements: u64 = <u64>(top + rows + f.yPadBottom(w3)) * pitch
  const end = first + elements
  if (rows == 0 || end > pad.depth || !holds(table, dram, rows, stride, columns)) return STRAY
  change(memoryId, <u32>end)
  const bytes = pad.bytes
  if (elements > rows * columns) memory.fill(pad.at + first * bytes, 0, <u32>elements * bytes)
  const to = pad.at + (first + top * pitch + left) * bytes
  const from = table.at + (dram - table.first) * bytes
  if (memoryId == UOP) {
    forgetRuns()
    copyMicroOps(to, from, rows, columns, pitch, stride)
    return noteMicroOps(first, <u32>elements) ? FREE : STRAY
  }
  copyRows(to, from, rows, columns, pitch * bytes, stride * bytes)
  if (memoryId == ACC) return FREE
  const loaded = memoryId == INP ? loadedInp : loadedWgt
  const multiplied = memoryId == INP ? multipliedInp : multipliedWgt
  return touch(loaded, multiplied, ordinal, computesBeforeLoad(), first, <u32>end) ? FREE : SHARED
}

/** Rows of elements; most are so short that a copy's call would take longer. */
function copyRows(to: usize, from: usize, rows: u32, columns: u32, toPitch: u32, fromPitch: u32): void {
  for (; rows > 0; rows--) {
    let target = to
    let source = from
    for (let left = columns; left > 0; left--) {
      v128.store(target, v128.load(source))
      target += elementBytes
      source += elementBytes
    }
    to += toPitch
    from += fromPitch
  }
}

function copyMicroOps(to: usize, from: usize, rows: u32, columns: u32, pitch: u32, stride: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    memory.copy(to + row * pitch * 4, from + row * stride * 4, columns * 4)
  }
}

/** A STORE of zero rows stores 65536: more than OUT has. */
export function storeBlock(ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): u32 {
  const pad = padOf(OUT)
  const table = tableOf(OUT)
  const columns = f.xSize(w2)
  const rows = f.ySize(w2)
  const stride = f.xStride(w3)
  const dram = f.dramIndex(w0, w1)
  const first = f.scratchpadIndex(w0)
  const elements: u64 = <u64>rows * columns
  if (rows == 0 || first + elements > pad.depth || !holds(table, dram, rows, stride, columns)) return STRAY
  const from = pad.at + first * pad.bytes
  const to = table.at + (dram - table.first) * pad.bytes
  copyRows(to, from, rows, columns, stride * pad.bytes, columns * pad.bytes)
  const end = first + <u32>elements
  return touch(storedOut, computedOut, ordinal, computesBeforeStore(), first, end) ? FREE : SHARED
}
