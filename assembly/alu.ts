import * as f from './fields'
import { isFree } from './hazard'
import { choose, operate } from './lanes'
import { microOp } from './micro-ops'
import { acc, accMask, block, out } from './scratchpads'
import { note } from './written'

/*
 * Executes an ALU instruction (timing.md 9, 13). An iteration reads ACC[src] before the iteration just before it has
 * written (timing.md 12, "ALU hazard"): where that one's destination is this one's source, the content from before is
 * kept in a spare ACC element, and read there. ACC[dst] of the tensor form is read later, and is up to date.
 */

/** Two spare ACC elements follow the hardware's, taken in turn: the one just kept is read while the next is kept. */
let spare: u32 = 0

export function alu(w0: u32, w1: u32, w2: u32, w3: u32): void {
  choose(w3)
  note(w0, w1, w2)
  const begin = f.uopBegin(w0)
  const uops = f.uopRounds(w0, w1)
  const outer = f.loopOutRounds(w1)
  const inner = f.loopInRounds(w1)
  const dstOut = f.dstOut(w2)
  const dstIn = f.dstIn(w2)
  const srcOut = f.srcOut(w2, w3)
  const srcIn = f.srcIn(w3)
  const mask = accMask
  if (uops == 1) {
    const word = microOp(begin)
    if (isFree(f.dstOf(word), f.srcOf(word), outer, inner, dstOut, dstIn, srcOut, srcIn)) {
      for (let o: u32 = 0; o < outer; o++) {
        run((f.dstOf(word) + o * dstOut) & mask, dstIn, (f.srcOf(word) + o * srcOut) & mask, srcIn, inner)
      }
      return
    }
  }
  /** The iteration that waits for the next one's source to be known; none at first. */
  let dst: u32 = -1
  let source: u32 = 0
  for (let o: u32 = 0; o < outer; o++) {
    for (let i: u32 = 0; i < inner; i++) {
      const dstBase = o * dstOut + i * dstIn
      const srcBase = o * srcOut + i * srcIn
      for (let u: u32 = 0; u < uops; u++) {
        const word = microOp(begin + u)
        let src = (f.srcOf(word) + srcBase) & mask
        if (dst != -1) {
          const kept = src == dst ? keep(dst) : src
          iterate(dst, source, 1)
          src = kept
        }
        dst = (f.dstOf(word) + dstBase) & mask
        source = src
      }
    }
  }
  iterate(dst, source, 1)
}

/** Iterations that don't meet, from elements on by steps. */
function run(dst: u32, dstStep: u32, src: u32, srcStep: u32, count: u32): void {
  const mask = accMask
  if (dstStep == 1 && srcStep == 1 && max(dst, src) + count - 1 <= mask) return iterate(dst, src, count)
  for (let i: u32 = 0; i < count; i++) {
    iterate(dst & mask, src & mask, 1)
    dst += dstStep
    src += srcStep
  }
}

/** Iterations over elements that follow each other; the one source of a single one may be a spare element. */
function iterate(dst: u32, src: u32, count: u32): void {
  operate(acc + dst * block * 4, acc + src * block * 4, out + dst * block, count * block)
}

/** Copies an ACC element to the spare that is not being read. */
function keep(dst: u32): u32 {
  const bytes = block * 4
  spare ^= 1
  const element = accMask + 1 + spare
  memory.copy(acc + element * bytes, acc + dst * bytes, bytes)
  return element
}
