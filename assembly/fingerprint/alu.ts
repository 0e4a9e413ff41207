import * as f from '../fields'
import { isFree } from '../hazard'
import { acc, accMask, microOp, out } from '../scratchpads'
import { elementBytes } from './field'
import { choose, operate } from './operation'

/** Two spare ACC elements follow the hardware's, as in assembly/alu.ts. */
let spare: u32 = 0

/**
 * An ALU instruction none of whose indices wraps: the iterations in order, each reading its source before the one just
 * before has written (timing.md 12).
 */
export function alu(w0: u32, w1: u32, w2: u32, w3: u32): void {
  choose(w3)
  const begin = f.uopBegin(w0)
  const uops = f.uopRounds(w0, w1)
  const outer = f.loopOutRounds(w1)
  const inner = f.loopInRounds(w1)
  const dstOut = f.dstOut(w2)
  const dstIn = f.dstIn(w2)
  const srcOut = f.srcOut(w2, w3)
  const srcIn = f.srcIn(w3)
  if (uops == 1) {
    const word = microOp(begin)
    if (isFree(f.dstOf(word), f.srcOf(word), outer, inner, dstOut, dstIn, srcOut, srcIn)) {
      for (let o: u32 = 0; o < outer; o++) {
        iterate(f.dstOf(word) + o * dstOut, dstIn, f.srcOf(word) + o * srcOut, srcIn, inner)
      }
      return
    }
  }
  let dst: u32 = -1
  let source: u32 = 0
  for (let o: u32 = 0; o < outer; o++) {
    for (let i: u32 = 0; i < inner; i++) {
      const dstBase = o * dstOut + i * dstIn
      const srcBase = o * srcOut + i * srcIn
      for (let u: u32 = 0; u < uops; u++) {
        const word = microOp(begin + u)
        let src = f.srcOf(word) + srcBase
        if (dst != -1) {
          const kept = src == dst ? keep(dst) : src
          iterate(dst, 0, source, 0, 1)
          src = kept
        }
        dst = f.dstOf(word) + dstBase
        source = src
      }
    }
  }
  iterate(dst, 0, source, 0, 1)
}

/** Iterations that don't meet, by steps. */
function iterate(dst: u32, dstStep: u32, src: u32, srcStep: u32, count: u32): void {
  const at = dst * elementBytes
  const from = acc + src * elementBytes
  operate(acc + at, from, out + at, dstStep * elementBytes, srcStep * elementBytes, count)
}

function keep(dst: u32): u32 {
  spare ^= 1
  const element = accMask + 1 + spare
  v128.store(acc + element * elementBytes, v128.load(acc + dst * elementBytes))
  return element
}
