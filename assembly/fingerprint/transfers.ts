import * as f from '../fields'
import { uop, uopDepth } from '../micro-ops'
import { setConstant, setPlace } from './accumulators'
import { noteMicroOps, source } from './loaded-micro-ops'
import * as rectangles from './rectangles'
import { beginRectangles, nextRectangle } from './rectangles'
import { note } from './results'
import { forgetRuns } from './runs'
import { ACC, ANY, INP, OUT, overwrite, padOf, UOP } from './segments'
import { holds, Tensor, tensorOf } from './tensors'
import { computesBeforeLoad } from './tokens'

/*
 * LOAD and STORE (timing.md 7, 8), by rectangles of tensors. They say whether all is as it should be: nothing outside
 * the tensors, no index that wraps.
 */

/** @param ordinal of the LOAD in its module. */
export function loadBlock(ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const memoryId = f.memory(w0)
  const tensor = tensorOf(memoryId)
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
  const depth = memoryId == UOP ? uopDepth : padOf(memoryId).depth
  if (rows == 0 || end > depth || !holds(tensor, dram, rows, stride, columns)) return false
  const hasPadding = elements > rows * columns
  const to = first + top * pitch + left
  if (memoryId == UOP) {
    if (hasPadding) memory.fill(uop + first * 4, 0, <u32>elements * 4)
    copyMicroOps(to, dram - tensor.first, rows, columns, pitch, stride)
    return noteMicroOps(first, <u32>elements)
  }
  const ended = memoryId == ACC ? u32.MAX_VALUE : computesBeforeLoad()
  if (hasPadding) setConstant(overwrite(padOf(memoryId), first, <u32>end, ordinal, ended), f64x2.splat(0))
  beginRectangles(to, dram - tensor.first, rows, columns, pitch, stride, tensor.period)
  while (nextRectangle()) loadRectangle(memoryId, tensor, ordinal, ended)
  return true
}

function loadRectangle(memoryId: u32, tensor: Tensor, ordinal: u32, ended: u32): void {
  const at = rectangles.place
  const end = at + rectangles.rows * rectangles.columns
  const segment = overwrite(padOf(memoryId), at, end, ordinal, ended)
  const minor = rectangles.element % tensor.period
  const major = rectangles.element / tensor.period
  if (memoryId == ACC) {
    setConstant(segment, f64x2.splat(0))
    segment.ofBias = f64x2.splat(1)
    setPlace(segment, at, 1, ANY, major)
  } else {
    setPlace(segment, at, rectangles.columns, minor, major)
  }
}

function copyMicroOps(to: u32, from: u32, rows: u32, columns: u32, pitch: u32, stride: u32): void {
  forgetRuns()
  for (let row: u32 = 0; row < rows; row++) {
    memory.copy(uop + (to + row * pitch) * 4, source + (from + row * stride) * 4, columns * 4)
  }
}

/** A STORE of zero rows stores 65536: more than OUT has. */
export function storeBlock(ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const tensor = tensorOf(OUT)
  const columns = f.xSize(w2)
  const rows = f.ySize(w2)
  const stride = f.xStride(w3)
  const dram = f.dramIndex(w0, w1)
  const first = f.scratchpadIndex(w0)
  const elements: u64 = <u64>rows * columns
  if (rows == 0 || first + elements > padOf(OUT).depth || !holds(tensor, dram, rows, stride, columns))
    return false
  beginRectangles(first, dram - tensor.first, rows, columns, columns, stride, tensor.period)
  while (nextRectangle())
    note(rectangles.place, rectangles.element, rectangles.rows, rectangles.columns, ordinal)
  return true
}
