/*
 * What DRAM holds that a program may touch: elements of tensors, as fingerprints, and micro-ops, as they are. Anything
 * else that a program reads or writes is a stray access: then nothing is said about it.
 */

/** A range of DRAM, by element index, and where its elements lie in memory. */
export class Table {
  first: u32
  count: u32
  at: usize
}

const tableBytes: u32 = 12
const tables = memory.data(60)

/** By memory id: what is loaded from; OUT's holds what the program stores. */
export function tableOf(memoryId: u32): Table {
  return changetype<Table>(tables + memoryId * tableBytes)
}

export function setTable(memoryId: u32, first: u32, count: u32, at: usize): void {
  const table = tableOf(memoryId)
  table.first = first
  table.count = count
  table.at = at
}

/** Whether all of a block's rows are in a table; there is at least one. */
export function holds(table: Table, first: u32, rows: u32, stride: u32, columns: u32): bool {
  const end = <u64>first + <u64>(rows - 1) * stride + columns
  return first >= table.first && end <= <u64>table.first + table.count
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
export function noteMicroOps(first: u32, count: u32): bool {
  const end = first + count
  if (loadedTo == 0) loadedFrom = first
  else if (first > loadedTo || end < loadedFrom) return false
  loadedFrom = min(loadedFrom, first)
  loadedTo = max(loadedTo, end)
  return true
}
