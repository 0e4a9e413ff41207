import { elementBytes, fillRandom, fold } from './field'

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
/** Sums of products of both: of the blocks before each. */
let sumsBefore: usize = 0
export let blocksOfK: u32 = 0

/** @param room 48 bytes for each block of k and two more. */
export function drawFactors(room: usize, kBlocks: u32, seed: u32): void {
  const bytes = (kBlocks + 2) * elementBytes
  factorsOfA = room
  factorsOfB = room + bytes
  sumsBefore = room + 2 * bytes
  blocksOfK = kBlocks
  fillRandom(room, 2 * (kBlocks + 2), seed)
  v128.store(factorsOfA + kBlocks * elementBytes, f64x2.splat(NaN))
  v128.store(factorsOfB + kBlocks * elementBytes, f64x2.splat(NaN))
  v128.store(sumsBefore, f64x2.splat(0))
  for (let k: u32 = 0; k <= kBlocks; k++) {
    const at = sumsBefore + k * elementBytes
    v128.store(at, fold(f64x2.add(v128.load(at), productOf(k, k))), elementBytes)
  }
}

function productOf(blockOfA: u32, blockOfB: u32): v128 {
  const a = factorsOfA + blockOfA * elementBytes
  const b = factorsOfB + blockOfB * elementBytes
  return f64x2.mul(v128.load(a), v128.load(b))
}

/** The sum of the products of so many blocks, from one of A and one of B on; more than -p, less than p. */
export function sumOfProducts(blockOfA: u32, blockOfB: u32, blocks: u32): v128 {
  // Products of different blocks of k are in wrong programs alone.
  if (blockOfA != blockOfB) return sumOneByOne(blockOfA, blockOfB, blocks)
  const at = sumsBefore + blockOfA * elementBytes
  return f64x2.sub(v128.load(at + blocks * elementBytes), v128.load(at))
}

function sumOneByOne(blockOfA: u32, blockOfB: u32, blocks: u32): v128 {
  let sum = f64x2.splat(0)
  for (let k: u32 = 0; k < blocks; k++) {
    sum = fold(f64x2.add(sum, productOf(blockOfA + k, blockOfB + k)))
  }
  return sum
}
