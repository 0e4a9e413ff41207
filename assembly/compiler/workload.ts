import { Table, tableBytes } from './table'

/* What every program of a workload on a hardware shares: src/compiler/core.ts says what each number is. */

export let uopDepth: i32 = 0
/** Micro-ops of the longest burst: bursts end at multiples of that in DRAM. */
export let uopBurst: i32 = 2
export let mExtent: i32 = 0
export let nExtent: i32 = 0
export let kExtent: i32 = 0
/** First elements of the tensors and of the micro-ops in DRAM. */
export let dramA: i32 = 0
export let dramB: i32 = 0
export let dramBias: i32 = 0
export let dramC: i32 = 0
export let dramUops: i32 = 0
/** Elements that one load may move. */
export let mostInp: i32 = 0
export let mostWgt: i32 = 0
export let mostAcc: i32 = 0
export let startsFromBias: bool = false

export function setExtents(m: i32, n: i32, k: i32): void {
  mExtent = m
  nExtent = n
  kExtent = k
}

export function setDram(a: i32, b: i32, bias: i32, c: i32, uops: i32): void {
  dramA = a
  dramB = b
  dramBias = bias
  dramC = c
  dramUops = uops
}

export function setScratchpads(uop: i32, inp: i32, wgt: i32, acc: i32, burst: i32): void {
  uopDepth = uop
  uopBurst = burst
  mostInp = inp
  mostWgt = wgt
  mostAcc = acc
}

/** The immediate of an ALU pass whose operand is the bias. */
export const NO_IMMEDIATE = 0x10000

/** An ALU pass of the epilogue. */
export class Pass {
  op: i32
  immediate: i32
}

export const passes = changetype<Table<Pass>>(memory.data(tableBytes))

/** Begins an epilogue without passes. */
export function setStart(fromBias: bool): void {
  startsFromBias = fromBias
  passes.count = 0
}

export function addPass(op: i32, immediate: i32): void {
  const pass = passes.push()
  pass.op = op
  pass.immediate = immediate
}
