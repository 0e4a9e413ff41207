import * as f from './fields'
import { multiply } from './kernel'
import { acc, accMask, block, microOp, uopDepth } from './scratchpads'

/*
 * Executes a GEMM (timing.md 9, 13). Sums wrap, and OUT ends as the low bytes of the last sum: the iterations may be
 * taken in any order. So the instruction is three loops in any order (its two, and its micro-ops where they are equally
 * far apart), and the kernel takes two of them: one that adds to the same ACC element, and one over rows, that uses the
 * same weights.
 */

/** A loop: how often, and how far each index moves. */
class Axis {
  count: u32
  dst: u32
  src: u32
  wgt: u32
}

function setAxis(axis: Axis, count: u32, dst: u32, src: u32, wgt: u32): void {
  axis.count = count
  axis.dst = dst
  axis.src = src
  axis.wgt = wgt
}

const axisBytes = 16

const outer = changetype<Axis>(memory.data(axisBytes))
const inner = changetype<Axis>(memory.data(axisBytes))
const uops = changetype<Axis>(memory.data(axisBytes))
/** What the kernel takes. */
const sums = changetype<Axis>(memory.data(axisBytes))
const rows = changetype<Axis>(memory.data(axisBytes))

/** Hands a loop over to the kernel's: where it was, it is left out. */
function move(from: Axis, to: Axis): void {
  setAxis(to, from.count, from.dst, from.src, from.wgt)
  from.count = 1
}

export function gemm(w0: u32, w1: u32, w2: u32, w3: u32): void {
  setAxis(outer, f.loopOutRounds(w1), f.dstOut(w2), f.srcOut(w2, w3), f.wgtOut(w3))
  setAxis(inner, f.loopInRounds(w1), f.dstIn(w2), f.srcIn(w3), f.wgtIn(w3))
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  if (f.isReset(w0)) return reset(begin, count)
  if (areEqualSteps(begin, count)) {
    shareOut()
    multiplyFrom(microOp(begin))
    return
  }
  uops.count = 1
  shareOut()
  for (let u: u32 = 0; u < count; u++) multiplyFrom(microOp(begin + u))
}

/** Whether micro-ops are equally far apart; then `uops` says how far. Steps back wrap, as indices do. */
function areEqualSteps(begin: u32, count: u32): bool {
  const first = microOp(begin)
  const second = count > 1 ? microOp(begin + 1) : first
  setAxis(
    uops,
    count,
    f.dstOf(second) - f.dstOf(first),
    f.srcOf(second) - f.srcOf(first),
    f.wgtOf(second) - f.wgtOf(first),
  )
  if (count > uopDepth) return false
  let previous = second
  for (let u: u32 = 2; u < count; u++) {
    const word = microOp(begin + u)
    if (
      f.dstOf(word) - f.dstOf(previous) != uops.dst ||
      f.srcOf(word) - f.srcOf(previous) != uops.src ||
      f.wgtOf(word) - f.wgtOf(previous) != uops.wgt
    ) {
      return false
    }
    previous = word
  }
  return true
}

function shareOut(): void {
  setAxis(sums, 1, 0, 0, 0)
  if (uops.count > 1 && uops.dst == 0) move(uops, sums)
  else if (inner.count > 1 && inner.dst == 0) move(inner, sums)
  else if (outer.count > 1 && outer.dst == 0) move(outer, sums)
  setAxis(rows, 1, 0, 0, 0)
  if (uops.count > 1 && uops.wgt == 0) move(uops, rows)
  else if (inner.count > 1 && inner.wgt == 0) move(inner, rows)
  else if (outer.count > 1 && outer.wgt == 0) move(outer, rows)
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

function multiplyRows(dst: u32, src: u32, wgt: u32): void {
  const mask = accMask
  const pairs = rows.count >> 1
  for (let pair: u32 = 0; pair < pairs; pair++) {
    const dst0 = dst & mask
    const dst1 = (dst + rows.dst) & mask
    if (dst0 == dst1) {
      multiplyRow(dst0, src, wgt)
      multiplyRow(dst1, src + rows.src, wgt)
    } else multiply(dst0, dst1, src, src + rows.src, sums.src, wgt, sums.wgt, sums.count)
    dst += 2 * rows.dst
    src += 2 * rows.src
  }
  if (rows.count & 1) multiplyRow(dst & mask, src, wgt)
}

function multiplyRow(dst: u32, src: u32, wgt: u32): void {
  multiply(dst, dst, src, src, sums.src, wgt, sums.wgt, sums.count)
}

/** ACC elements become zero; OUT is left alone. */
function reset(begin: u32, count: u32): void {
  const bytes = block * 4
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let u: u32 = 0; u < count; u++) {
      let dst = f.dstOf(microOp(begin + u)) + o * outer.dst
      for (let i: u32 = 0; i < inner.count; i++) {
        const at = acc + (dst & accMask) * bytes
        for (let b: usize = 0; b < bytes; b += 16) v128.store(at + b, i32x4.splat(0))
        dst += inner.dst
      }
    }
  }
}
