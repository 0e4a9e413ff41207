import * as f from './fields'
import { microOp } from './micro-ops'
import { accMask } from './scratchpads'

/** ACC and OUT elements from the first on, within which all lie that GEMM and ALU instructions wrote. */
let end: u32 = 0

/** Notes what an instruction will write: up to its highest destination, or anything where that wraps. */
export function note(w0: u32, w1: u32, w2: u32): void {
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  let highest: u32 = 0
  for (let u: u32 = 0; u < count; u++) highest = max(highest, f.dstOf(microOp(begin + u)))
  highest += (f.loopOutRounds(w1) - 1) * f.dstOut(w2) + (f.loopInRounds(w1) - 1) * f.dstIn(w2)
  end = max(end, min(highest, accMask) + 1)
}

/** How many elements, since it was last asked. */
export function takeWritten(): u32 {
  const count = end
  end = 0
  return count
}
