import { inner, outer, readLoops, rows, shareOut, sums, uops } from '../axes'
import * as f from '../fields'
import { acc, accMask, inp, inpMask, microOp, out, wgt, wgtMask } from '../scratchpads'
import { elementBytes, fold, highPart, lowPart, product, read, write } from './field'

/** GEMM on fingerprints: ACC[dst] += INP[src] x WGT[wgt], OUT[dst] = ACC[dst]. Reset: ACC[dst] = 0. */
export function gemm(w0: u32, w1: u32, w2: u32, w3: u32): void {
  const begin = f.uopBegin(w0)
  const count = f.uopRounds(w0, w1)
  readLoops(w1, w2, w3)
  if (f.isReset(w0)) return reset(begin, count)
  const alone: u32 = shareOut(begin, count) ? 1 : count
  for (let u: u32 = 0; u < alone; u++) multiplyFrom(microOp(begin + u))
}

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

/** Rows that follow each other without wrapping are taken two at a time. */
function multiplyRows(dst: u32, src: u32, weight: u32): void {
  const count = rows.count
  const isDense =
    rows.dst == 1 &&
    rows.src == 1 &&
    dst + count - 1 <= accMask &&
    src + (sums.count - 1) * sums.src + count - 1 <= inpMask
  const pairs: u32 = isDense ? count >> 1 : 0
  if (pairs > 0) multiplyPairs(pairs, dst, src, weight)
  for (let row: u32 = 2 * pairs; row < count; row++) {
    multiplyRow(dst + row * rows.dst, src + row * rows.src, weight)
  }
}

function multiplyRow(dst: u32, src: u32, weight: u32): void {
  const at = (dst & accMask) * elementBytes
  let low = read(acc + at)
  let high = i64x2.splat(0)
  for (let term: u32 = 0; term < sums.count; term++) {
    const xw = product(inp + (src & inpMask) * elementBytes, wgt + (weight & wgtMask) * elementBytes)
    low = i64x2.add(low, lowPart(xw))
    high = i64x2.add(high, highPart(xw))
    src += sums.src
    weight += sums.wgt
  }
  const sum = fold(i64x2.add(low, high))
  write(acc + at, sum)
  write(out + at, sum)
}

/** Two rows are 16 bytes, of ACC, of OUT and of INP. */
function multiplyPairs(pairs: u32, dst: u32, src: u32, weight: u32): void {
  const terms = sums.count
  const xStep = sums.src * elementBytes
  const sumWgt = sums.wgt
  const ws = wgt
  const weightMask = wgtMask
  let to = acc + dst * elementBytes
  let copy = out + dst * elementBytes
  let from = inp + src * elementBytes
  for (; pairs > 0; pairs--) {
    let low0 = read(to)
    let low1 = read(to + elementBytes)
    let high0 = i64x2.splat(0)
    let high1 = i64x2.splat(0)
    let x = from
    let w = weight
    for (let term = terms; term > 0; term--) {
      const xs = v128.load(x)
      const both = v128.load_splat<u64>(ws + (w & weightMask) * elementBytes)
      const xw0 = i64x2.extmul_low_i32x4_u(xs, both)
      const xw1 = i64x2.extmul_high_i32x4_u(xs, both)
      low0 = i64x2.add(low0, lowPart(xw0))
      low1 = i64x2.add(low1, lowPart(xw1))
      high0 = i64x2.add(high0, highPart(xw0))
      high1 = i64x2.add(high1, highPart(xw1))
      x += xStep
      w += sumWgt
    }
    const sum0 = fold(i64x2.add(low0, high0))
    const sum1 = fold(i64x2.add(low1, high1))
    const elements = v128.shuffle<i32>(sum0, sum1, 0, 2, 4, 6)
    v128.store(to, elements)
    v128.store(copy, elements)
    to += 2 * elementBytes
    copy += 2 * elementBytes
    from += 2 * elementBytes
  }
}

function reset(begin: u32, count: u32): void {
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let u: u32 = 0; u < count; u++) {
      let dst = f.dstOf(microOp(begin + u)) + o * outer.dst
      for (let i: u32 = 0; i < inner.count; i++) {
        store<u64>(acc + (dst & accMask) * elementBytes, 0)
        dst += inner.dst
      }
    }
  }
}
