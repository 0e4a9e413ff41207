import { placeMicroOps } from './micro-ops'

/*
 * Where the scratchpads lie in memory, as src/simulator/function/scratchpads.ts lays them out: byte addresses, and
 * masks that wrap an index at a depth (a power of two, but for UOP's).
 */

export let block: u32 = 0
export let acc: usize = 0
export let accMask: u32 = 0
export let out: usize = 0
export let inp: usize = 0
/** INP as the kernel takes it (operands.ts). */
export let wide: usize = 0
export let inpMask: u32 = 0
export let wgt: usize = 0
/** WGT as the kernel takes it. */
export let packed: usize = 0
export let wgtMask: u32 = 0

export function place(
  blockSize: u32,
  accAt: usize,
  accDepth: u32,
  outAt: usize,
  inpAt: usize,
  wideAt: usize,
  inpDepth: u32,
  wgtAt: usize,
  packedAt: usize,
  wgtDepth: u32,
  uopAt: usize,
  microOps: u32,
): void {
  block = blockSize
  acc = accAt
  accMask = accDepth - 1
  out = outAt
  inp = inpAt
  wide = wideAt
  inpMask = inpDepth - 1
  wgt = wgtAt
  packed = packedAt
  wgtMask = wgtDepth - 1
  placeMicroOps(uopAt, microOps)
}
