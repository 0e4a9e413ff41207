import { chooseAxes, chooseRest, inner, outer, rest, rows, sums, uops } from '../axes'
import * as f from '../fields'
import { acc, inp, microOp, out, wgt } from '../scratchpads'
import { elementBytes, fold, mostProducts } from './field'
import { Run } from './runs'

/**
 * A GEMM whose loops have been read and none of whose indices wraps: ACC[dst] += INP[src] x WGT[wgt], OUT[dst] = ACC[dst].
 */
export function gemm(run: Run): void {
  uops.count = run.isLoop ? run.count : 1
  uops.dst = run.stepDst
  uops.src = run.stepSrc
  uops.wgt = run.stepWgt
  chooseAxes()
  chooseRest()
  const alone: u32 = run.isLoop ? 1 : run.count
  for (let u: u32 = 0; u < alone; u++) multiplyFrom(microOp(run.begin + u))
}

/** All loops, from one micro-op: what is left of them, around so many products as can be added before a sum is folded. */
function multiplyFrom(word: u32): void {
  const products = sums.count
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let i: u32 = 0; i < inner.count; i++) {
      const dst = f.dstOf(word) + o * outer.dst + i * inner.dst
      let src = f.srcOf(word) + o * outer.src + i * inner.src
      let weight = f.wgtOf(word) + o * outer.wgt + i * inner.wgt
      for (let left = products; left > 0;) {
        const some = min(left, mostProducts)
        multiplyRest(dst, src, weight, some)
        src += some * sums.src
        weight += some * sums.wgt
        left -= some
      }
    }
  }
}

/** The loops that were chosen, with so many products each. */
function multiplyRest(dst: u32, src: u32, weight: u32, products: u32): void {
  const xStep = sums.src * elementBytes
  const wStep = sums.wgt * elementBytes
  const toStep = rows.dst * elementBytes
  const fromStep = rows.src * elementBytes
  const count = rows.count
  const xs = inp
  const ws = wgt
  const accs = acc
  const outs = out
  for (let i = rest.count; i > 0; i--) {
    let at = dst * elementBytes
    let from = xs + src * elementBytes
    const weights = ws + weight * elementBytes
    for (let row = count; row > 0; row--) {
      let sum = v128.load(accs + at)
      let x = from
      let w = weights
      for (let term = products; term > 0; term--) {
        sum = f64x2.add(sum, f64x2.mul(v128.load(x), v128.load(w)))
        x += xStep
        w += wStep
      }
      sum = fold(sum)
      v128.store(accs + at, sum)
      v128.store(outs + at, sum)
      at += toStep
      from += fromStep
    }
    dst += rest.dst
    src += rest.src
    weight += rest.wgt
  }
}

/** The reset form of a GEMM: ACC elements become zero. */
export function reset(run: Run): void {
  for (let o: u32 = 0; o < outer.count; o++) {
    for (let u: u32 = 0; u < run.count; u++) {
      let to = acc + (f.dstOf(microOp(run.begin + u)) + o * outer.dst) * elementBytes
      for (let i: u32 = 0; i < inner.count; i++) {
        v128.store(to, f64x2.splat(0))
        to += inner.dst * elementBytes
      }
    }
  }
}
