import { inner, outer, readLoops } from '../axes'
import * as f from '../fields'
import { resetElements } from './accumulators'
import { alu } from './alu'
import { gemm } from './gemm'
import { loopsOf } from './gemm-loops'
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
  if (f.opcode(w0) == f.ALU) return pass(run, w1, w2, w3, ordinal)
  return f.isReset(w0) ? reset(run, w1, w2, w3) : multiply(run, w1, w2, w3, ordinal)
}

function multiply(run: Run, w1: u32, w2: u32, w3: u32, ordinal: u32): bool {
  const loops = loopsOf(run, w1, w2, w3)
  if (
    run.mostDst + loops.spanDst >= padOf(ACC).depth ||
    run.mostSrc + loops.spanSrc >= padOf(INP).depth ||
    run.mostWgt + loops.spanWgt >= padOf(WGT).depth
  ) {
    return false
  }
  gemm(run, loops, w1, w2, w3, ordinal)
  return true
}

function pass(run: Run, w1: u32, w2: u32, w3: u32, ordinal: u32): bool {
  readLoops(w1, w2, w3)
  const depth = padOf(ACC).depth
  const endDst = run.mostDst + (outer.count - 1) * outer.dst + (inner.count - 1) * inner.dst + 1
  const endSrc = run.mostSrc + (outer.count - 1) * outer.src + (inner.count - 1) * inner.src + 1
  if (endDst > depth || endSrc > depth) return false
  const isApart = run.leastSrc >= endDst || endSrc <= run.leastDst
  if (f.usesImmediate(w3) ? meetsItself(run) : !isApart) isHazardous = true
  alu(run, w3, isApart, ordinal)
  return true
}

/** Whether an iteration writes what the one just before it does (timing.md 12), where no index wraps. */
function meetsItself(run: Run): bool {
  if (run.repeatsDst != 0) return true
  if (inner.count > 1 && run.firstDst + inner.dst == run.lastDst) return true
  return outer.count > 1 && run.firstDst + outer.dst == run.lastDst + (inner.count - 1) * inner.dst
}

/** The reset form of a GEMM: ACC elements become zero. */
function reset(run: Run, w1: u32, w2: u32, w3: u32): bool {
  readLoops(w1, w2, w3)
  const last = run.mostDst + (outer.count - 1) * outer.dst + (inner.count - 1) * inner.dst
  if (last >= padOf(ACC).depth) return false
  for (let u: u32 = 0; u < run.count; u++) {
    const first = f.dstOf(microOp(run.begin + u))
    if (isDense(inner.count, inner.dst, 1) && isDense(outer.count, outer.dst, inner.count)) {
      resetElements(first, first + outer.count * inner.count)
    } else {
      resetRows(first)
    }
  }
  return true
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
