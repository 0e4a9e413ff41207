import * as f from '../fields'
import { acc, accMask, inp, inpMask, out, uop, uopDepth, wgt, wgtMask } from '../scratchpads'
import { bytesOf, holds, results, tableOf } from './tables'

/** LOAD and STORE (timing.md 7, 8), by whole elements. False: a stray access. */

function padOf(memoryId: u32): usize {
  if (memoryId == 0) return uop
  if (memoryId == 1) return wgt
  return memoryId == 2 ? inp : acc
}

function depthOf(memoryId: u32): u32 {
  if (memoryId == 0) return uopDepth
  if (memoryId == 1) return wgtMask + 1
  return memoryId == 2 ? inpMask + 1 : accMask + 1
}

/** Micro-ops [loadedFrom, loadedTo) were loaded by the program. */
let loadedFrom: u32 = 0
let loadedTo: u32 = 0

export function forgetMicroOps(): void {
  loadedFrom = 0
  loadedTo = 0
}

/** Whether an instruction executes micro-ops of the program alone: those of an earlier one would say nothing. */
export function areLoaded(begin: u32, count: u32): bool {
  return begin >= loadedFrom && begin + count <= loadedTo
}

/** Loads of micro-ops that leave a gap between them are not followed. */
function noteMicroOps(first: u32, count: u32): bool {
  const end = first + count
  if (end > uopDepth) return false
  if (loadedTo == 0) loadedFrom = first
  else if (first > loadedTo || end < loadedFrom) return false
  loadedFrom = min(loadedFrom, first)
  loadedTo = max(loadedTo, end)
  return true
}

export function loadBlock(w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const memoryId = f.memory(w0)
  const table = tableOf(memoryId)
  const bytes = bytesOf(memoryId)
  const pad = padOf(memoryId)
  const depth = depthOf(memoryId)
  const columns = f.xSize(w2)
  const rows = f.ySize(w2)
  const stride = f.xStride(w3)
  const top = f.yPadTop(w3)
  const left = f.xPadLeft(w3)
  const pitch = left + columns + f.xPadRight(w3)
  const first = f.scratchpadIndex(w0)
  const elements = (top + rows + f.yPadBottom(w3)) * pitch
  if (elements > rows * columns) clear(pad, depth, bytes, first, elements)
  if (memoryId == 0 && !noteMicroOps(first, elements)) return false
  let dram = f.dramIndex(w0, w1)
  let index = first + top * pitch + left
  for (let row: u32 = 0; row < rows; row++) {
    if (!holds(table, dram, columns)) return false
    const from = table.at + (dram - table.first) * bytes
    place(pad, depth, bytes, index, from, columns)
    dram += stride
    index += pitch
  }
  return true
}

/** Zeros: the whole of a padded block, before its rows. */
function clear(pad: usize, depth: u32, bytes: u32, first: u32, elements: u32): void {
  for (let i: u32 = 0; i < min(elements, depth); i++) {
    memory.fill(pad + ((first + i) % depth) * bytes, 0, bytes)
  }
}

/** A row into a scratchpad, where indices wrap. */
function place(pad: usize, depth: u32, bytes: u32, index: u32, from: usize, count: u32): void {
  if (index + count <= depth) {
    memory.copy(pad + index * bytes, from, count * bytes)
    return
  }
  for (let i: u32 = 0; i < count; i++) {
    memory.copy(pad + ((index + i) % depth) * bytes, from + i * bytes, bytes)
  }
}

/** A STORE of zero rows stores 65536. */
export function storeBlock(w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const bytes = bytesOf(4)
  const columns = f.xSize(w2)
  const rows: u32 = f.ySize(w2) == 0 ? 65536 : f.ySize(w2)
  const stride = f.xStride(w3)
  let dram = f.dramIndex(w0, w1)
  let index = f.scratchpadIndex(w0)
  for (let row: u32 = 0; row < rows; row++) {
    if (!holds(results, dram, columns)) return false
    const to = results.at + (dram - results.first) * bytes
    for (let i: u32 = 0; i < columns; i++) {
      store<u64>(to + i * bytes, load<u64>(out + ((index + i) & accMask) * bytes))
    }
    dram += stride
    index += columns
  }
  return true
}
