import { inner, outer, readLoops, rows, shareOut, sums, uops } from './axes'
import * as f from './fields'
import { multiply } from './kernel'
import { microOp } from './micro-ops'
import { acc, accMask, block } from './scratchpads'
import { note } from './written'

/** Executes a GEMM (timing.md 9, 13): sums wrap, and OUT ends as the low bytes of the last sum, in any order. */
export function gemm(w0: u32, w1: u32, w2: u32, w3: u32): void {
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  readLoops(w1, w2, w3)
  note(w0, w1, w2)
  if (f.isReset(w0)) return reset(begin, count)
  const alone: u32 = shareOut(begin, count) ? 1 : count
  for (let u: u32 = 0; u < alone; u++) multiplyFrom(microOp(begin + u))
}

/** All loops, from one micro-op. */
function multiplyFrom(word: u32): void {
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let i: u32 = 0; i < inner.count; i++) {
      for (let u: u32 = 0; u < uops.count; u++) {
        multiplyRows(
          f.dstOf(word) + o * outer.dst + i * inner.dst + u * uops.dst,
          f.srcOf(word) + o * outer.src + i * inner.src + u * uops.src,
          f.wgtOf(word) + o * outer.wgt + i * inner.wgt + u * uops.wgt,
        )
      }
    }
  }
}

/** The kernel's loops, two rows at a time where they are two elements. */
function multiplyRows(dst: u32, src: u32, wgt: u32): void {
  const pairs = (rows.dst & accMask) == 0 ? 0 : rows.count >> 1
  multiply(pairs, dst, rows.dst, src, rows.src, wgt, sums.count, sums.src, sums.wgt)
  for (let row: u32 = 2 * pairs; row < rows.count; row++) {
    multiply(1, dst + row * rows.dst, 0, src + row * rows.src, 0, wgt, sums.count, sums.src, sums.wgt)
  }
}

/** ACC elements become zero; OUT is left alone. */
function reset(begin: u32, count: u32): void {
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let u: u32 = 0; u < count; u++) clear(f.dstOf(microOp(begin + u)) + o * outer.dst)
  }
}

/** The elements of the inner loop, from one on. */
function clear(dst: u32): void {
  const bytes = block * 4
  const count = inner.count
  const first = dst & accMask
  if (inner.dst == 1 && first + count - 1 <= accMask) {
    memory.fill(acc + first * bytes, 0, count * bytes)
    return
  }
  for (let i: u32 = 0; i < count; i++) {
    memory.fill(acc + (dst & accMask) * bytes, 0, bytes)
    dst += inner.dst
  }
}
