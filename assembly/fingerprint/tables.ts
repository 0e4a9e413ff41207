import { elementBytes } from './field'

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

const tableBytes = 12

export const microOps = changetype<Table>(memory.data(tableBytes))
export const weights = changetype<Table>(memory.data(tableBytes))
export const inputs = changetype<Table>(memory.data(tableBytes))
export const biases = changetype<Table>(memory.data(tableBytes))
/** What the program stores. */
export const results = changetype<Table>(memory.data(tableBytes))

/** The table of a memory id: UOP, WGT, INP, ACC; OUT's holds the results. */
export function tableOf(memoryId: u32): Table {
  if (memoryId == 0) return microOps
  if (memoryId == 1) return weights
  if (memoryId == 2) return inputs
  if (memoryId == 3) return biases
  return results
}

export function setTable(memoryId: u32, first: u32, count: u32, at: usize): void {
  const table = tableOf(memoryId)
  table.first = first
  table.count = count
  table.at = at
}

export function bytesOf(memoryId: u32): u32 {
  return memoryId == 0 ? 4 : elementBytes
}

/** Whether all of a row is in a table. */
export function holds(table: Table, first: u32, count: u32): bool {
  return first >= table.first && <u64>first + count <= <u64>table.first + table.count
}
