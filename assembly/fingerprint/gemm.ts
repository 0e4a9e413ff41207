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

function multiplyRows(dst: u32, src: u32, wgt_: u32): void {
  const dstMask = accMask
  const srcMask = inpMask
  const weightMask = wgtMask
  const xs = inp
  const ws = wgt
  const accs = acc
  const outs = out
  const count = rows.count
  const dstStep = rows.dst
  const srcStep = rows.src
  const terms = sums.count
  const sumSrc = sums.src
  const sumWgt = sums.wgt
  for (let row: u32 = 0; row < count; row++) {
    const at = (dst & dstMask) * elementBytes
    let low = read(accs + at)
    let high = i64x2.splat(0)
    let s = src
    let w = wgt_
    for (let term: u32 = 0; term < terms; term++) {
      const xw = product(xs + (s & srcMask) * elementBytes, ws + (w & weightMask) * elementBytes)
      low = i64x2.add(low, lowPart(xw))
      high = i64x2.add(high, highPart(xw))
      s += sumSrc
      w += sumWgt
    }
    const sum = fold(i64x2.add(low, high))
    write(accs + at, sum)
    write(outs + at, sum)
    dst += dstStep
    src += srcStep
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
