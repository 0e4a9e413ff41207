import { elementBytes, fillRandom } from './field'

/*
 * What DRAM holds that a program may touch: tensors, by coordinates, and micro-ops, as they are. Anything else that a
 * program reads or writes is a stray access: then nothing is said about it.
 */

/** A range of DRAM, by element index: element i is at minor coordinate i mod period, major one floor(i / period). */
export class Tensor {
  first: u32
  count: u32
  period: u32
}

const tensors = memory.data(60)

/** By memory id: what is loaded from; OUT's is what the program stores to. */
export function tensorOf(memoryId: u32): Tensor {
  return changetype<Tensor>(tensors + memoryId * 12)
}

export function setTensor(memoryId: u32, first: u32, count: u32, period: u32): void {
  const tensor = tensorOf(memoryId)
  tensor.first = first
  tensor.count = count
  tensor.period = period
}

/** Whether all of a block's rows are in a tensor; there is at least one. */
export function holds(tensor: Tensor, first: u32, rows: u32, stride: u32, columns: u32): bool {
  const end = <u64>first + <u64>(rows - 1) * stride + columns
  return first >= tensor.first && end <= <u64>tensor.first + tensor.count
}

/** Random factors of A and of B, one for each block of k, and behind them NaN for what is no element of theirs. */
let factorsOfA: usize = 0
let factorsOfB: usize = 0
export let blocksOfK: u32 = 0

/** @param room 32 bytes for each block of k and one more. */
export function drawFactors(room: usize, kBlocks: u32, seed: u32): void {
  const bytes = (kBlocks + 1) * elementBytes
  factorsOfA = room
  factorsOfB = room + bytes
  blocksOfK = kBlocks
  fillRandom(room, 2 * (kBlocks + 1), seed)
  v128.store(factorsOfA + kBlocks * elementBytes, f64x2.splat(NaN))
  v128.store(factorsOfB + kBlocks * elementBytes, f64x2.splat(NaN))
}

/** Where A's factor of a block of k is; those of the next ones follow. */
export function factorOfA(k: u32): usize {
  return factorsOfA + k * elementBytes
}

export function factorOfB(k: u32): usize {
  return factorsOfB + k * elementBytes
}
