import { inner, outer, readLoops } from '../axes'
import * as f from '../fields'
import { resetElements } from './accumulators'
import { alu } from './alu'
import { gemm } from './gemm'
import { areLoaded } from './loaded-micro-ops'
import { Run, runOf } from './runs'
import { ACC, INP, padOf, WGT } from './segments'
import { microOp } from '../micro-ops'

/** GEMM and ALU instructions. Only those are executed whose indices stay within the scratchpads. */

/** Whether the assertion of no ALU instruction fires, as far as that is easy to see. */
export let isHazardous: bool = false

export function forgetHazards(): void {
  isHazardous = false
}

/** @param ordinal of the instruction in its module. @returns whether it was executed. */
export function compute(ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): bool {
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  if (!areLoaded(begin, count)) return false
  const run = runOf(begin, count)
  readLoops(w1, w2, w3)
  const depth = padOf(ACC).depth
  const endDst = run.mostDst + (outer.count - 1) * outer.dst + (inner.count - 1) * inner.dst + 1
  if (endDst > depth) return false
  const isProduct = f.opcode(w0) == f.GEMM
  if (isProduct && f.isReset(w0)) {
    reset(run)
    return true
  }
  const endSrc = run.mostSrc + (outer.count - 1) * outer.src + (inner.count - 1) * inner.src + 1
  if (!isProduct) {
    if (endSrc > depth) return false
    const isApart = run.leastSrc >= endDst || endSrc <= run.leastDst
    if (f.usesImmediate(w3) ? meetsItself(run) : !isApart) isHazardous = true
    alu(run, w3, isApart, ordinal)
    return true
  }
  const endWgt = run.mostWgt + (outer.count - 1) * outer.wgt + (inner.count - 1) * inner.wgt + 1
  if (endSrc > padOf(INP).depth || endWgt > padOf(WGT).depth) return false
  gemm(run, ordinal)
  return true
}

/** Whether an iteration writes what the one just before it does (timing.md 12), where no index wraps. */
function meetsItself(run: Run): bool {
  if (run.repeatsDst != 0) return true
  if (inner.count > 1 && run.firstDst + inner.dst == run.lastDst) return true
  return outer.count > 1 && run.firstDst + outer.dst == run.lastDst + (inner.count - 1) * inner.dst
}

/** The reset form of a GEMM: ACC elements become zero. */
function reset(run: Run): void {
  for (let u: u32 = 0; u < run.count; u++) {
    const first = f.dstOf(microOp(run.begin + u))
    if (isDense(inner.count, inner.dst, 1) && isDense(outer.count, outer.dst, inner.count)) {
      resetElements(first, first + outer.count * inner.count)
    } else {
      resetRows(first)
    }
  }
}

/** Whether a loop goes from one run of elements to the next, or not at all. */
function isDense(count: u32, step: u32, length: u32): bool {
  return count == 1 || step == length
}

function resetRows(first: u32): void {
  const rows: u32 = outer.dst == 0 ? 1 : outer.count
  const columns: u32 = inner.dst == 0 ? 1 : inner.count
  const length: u32 = inner.dst == 1 ? columns : 1
  for (let o: u32 = 0; o < rows; o++) {
    for (let i: u32 = 0; i < columns; i += length) {
      const at = first + o * outer.dst + i * inner.dst
      resetElements(at, at + length)
    }
  }
}
