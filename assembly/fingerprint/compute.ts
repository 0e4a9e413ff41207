import { inner, outer, readLoops } from '../axes'
import * as f from '../fields'
import { accMask, inpMask, wgtMask } from '../scratchpads'
import { alu } from './alu'
import { gemm, reset } from './gemm'
import { ACC, change, OUT } from './pads'
import { Run, runOf } from './runs'
import { areLoaded } from './tables'
import { loadsBeforeCompute, storesBeforeCompute } from './tokens'
import { computedOut, loadedInp, loadedWgt, multipliedInp, multipliedWgt, storedOut, touch } from './touched'
import { FREE, SHARED, STRAY } from './transfers'

/** GEMM and ALU instructions: what they touch, and what they do. */

/** @param ordinal of the instruction in its module. */
export function compute(ordinal: u32, w0: u32, w1: u32, w2: u32, w3: u32): u32 {
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  if (!areLoaded(begin, count)) return STRAY
  const run = runOf(begin, count)
  readLoops(w1, w2, w3)
  const end = run.mostDst + (outer.count - 1) * outer.dst + (inner.count - 1) * inner.dst + 1
  if (end > accMask + 1) return STRAY
  change(ACC, end)
  if (f.opcode(w0) == f.GEMM && f.isReset(w0)) {
    reset(run)
    return FREE
  }
  change(OUT, end)
  const areResultsFree = touch(computedOut, storedOut, ordinal, storesBeforeCompute(), run.leastDst, end)
  const endSrc = run.mostSrc + (outer.count - 1) * outer.src + (inner.count - 1) * inner.src + 1
  if (f.opcode(w0) == f.ALU) {
    if (endSrc > accMask + 1) return STRAY
    const isFree = areResultsFree && hasNoHazard(run, w3, end, endSrc)
    alu(w0, w1, w2, w3)
    return isFree ? FREE : SHARED
  }
  const endWgt = run.mostWgt + (outer.count - 1) * outer.wgt + (inner.count - 1) * inner.wgt + 1
  if (endSrc > inpMask + 1 || endWgt > wgtMask + 1) return STRAY
  const ended = loadsBeforeCompute()
  const isInpFree = touch(multipliedInp, loadedInp, ordinal, ended, run.leastSrc, endSrc)
  const isWgtFree = touch(multipliedWgt, loadedWgt, ordinal, ended, run.leastWgt, endWgt)
  gemm(run)
  return areResultsFree && isInpFree && isWgtFree ? FREE : SHARED
}

/** Whether the assertion of an ALU instruction does not fire (timing.md 12), where no index wraps. */
function hasNoHazard(run: Run, w3: u32, endDst: u32, endSrc: u32): bool {
  if (!f.usesImmediate(w3)) return run.leastSrc >= endDst || endSrc <= run.leastDst
  if (run.repeatsDst != 0) return false
  if (inner.count > 1 && run.firstDst + inner.dst == run.lastDst) return false
  return outer.count == 1 || run.firstDst + outer.dst != run.lastDst + (inner.count - 1) * inner.dst
}
