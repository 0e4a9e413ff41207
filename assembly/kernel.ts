import { lowBytes } from './lanes'
import { acc, accMask, block, inpMask, out, packed, wgtMask, wide } from './scratchpads'

/*
 * The inner product of GEMM: ACC += INP x WGT^T over blocks, OUT = the low bytes of ACC (timing.md 13). A dot product of
 * int16 pairs gives four channels' sums over two columns. Two rows of ACC share each load of weights, and stay in
 * registers for as many iterations as add to them. Two columns are a round of the innermost loop: of a longer one, the
 * engine loads all operands first, and has not the registers for them.
 */

/**
 * Pairs of rows: rows `dst`, `dst + dstStep`, ..., 2 x `pairs` of them, add `sums` products each, of INP from `src` on
 * (a row `srcStep` further than the last one, a sum `sumSrc`), and WGT from `wgt` on (a sum `sumWgt` further). No index
 * is wrapped yet. The rows of a pair must not be the same element, unless both steps are 0: then it is one row.
 */
export function multiply(
  pairs: u32,
  dst: u32,
  dstStep: u32,
  src: u32,
  srcStep: u32,
  wgt: u32,
  sums: u32,
  sumSrc: u32,
  sumWgt: u32,
): void {
  const n = block
  if (n == 8) return eightChannels(pairs, dst, dstStep, src, srcStep, wgt, sums, sumSrc, sumWgt)
  for (let channel: u32 = 0; channel < n; channel += 16) {
    sixteenChannels(channel, pairs, dst, dstStep, src, srcStep, wgt, sums, sumSrc, sumWgt)
  }
}

function sixteenChannels(
  channel: u32,
  pairs: u32,
  dst: u32,
  dstStep: u32,
  src: u32,
  srcStep: u32,
  wgt: u32,
  sums: u32,
  sumSrc: u32,
  sumWgt: u32,
): void {
  const n = block
  const dstMask = accMask
  const srcMask = inpMask
  const weightMask = wgtMask
  const accs = acc + channel * 4
  const outs = out + channel
  const xs = wide
  const xBytes = n * 2
  const ws = packed + channel * xBytes
  const wBytes = n * xBytes
  for (; pairs > 0; pairs--) {
    const row0 = (dst & dstMask) * n
    const row1 = ((dst + dstStep) & dstMask) * n
    const acc0 = accs + row0 * 4
    const acc1 = accs + row1 * 4
    let a0 = v128.load(acc0)
    let a1 = v128.load(acc0, 16)
    let a2 = v128.load(acc0, 32)
    let a3 = v128.load(acc0, 48)
    let b0 = v128.load(acc1)
    let b1 = v128.load(acc1, 16)
    let b2 = v128.load(acc1, 32)
    let b3 = v128.load(acc1, 48)
    let s = src
    let t = wgt
    for (let sum: u32 = 0; sum < sums; sum++) {
      let x = xs + (s & srcMask) * xBytes
      let y = xs + ((s + srcStep) & srcMask) * xBytes
      let w = ws + (t & weightMask) * wBytes
      const end = x + xBytes
      do {
        const x0 = v128.load_splat<u32>(x)
        const y0 = v128.load_splat<u32>(y)
        const w0 = v128.load(w)
        const w1 = v128.load(w, 16)
        const w2 = v128.load(w, 32)
        const w3 = v128.load(w, 48)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(w0, x0))
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(w0, y0))
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w1, x0))
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w1, y0))
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(w2, x0))
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(w2, y0))
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(w3, x0))
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(w3, y0))
        x += 4
        y += 4
        w += 64
      } while (x < end)
      s += sumSrc
      t += sumWgt
    }
    v128.store(acc0, a0)
    v128.store(acc0, a1, 16)
    v128.store(acc0, a2, 32)
    v128.store(acc0, a3, 48)
    v128.store(outs + row0, i8x16.narrow_i16x8_u(lowBytes(a0, a1), lowBytes(a2, a3)))
    v128.store(acc1, b0)
    v128.store(acc1, b1, 16)
    v128.store(acc1, b2, 32)
    v128.store(acc1, b3, 48)
    v128.store(outs + row1, i8x16.narrow_i16x8_u(lowBytes(b0, b1), lowBytes(b2, b3)))
    dst += 2 * dstStep
    src += 2 * srcStep
  }
}

/** BLOCK = 8. */
function eightChannels(
  pairs: u32,
  dst: u32,
  dstStep: u32,
  src: u32,
  srcStep: u32,
  wgt: u32,
  sums: u32,
  sumSrc: u32,
  sumWgt: u32,
): void {
  for (; pairs > 0; pairs--) {
    const row0 = (dst & accMask) * 8
    const row1 = ((dst + dstStep) & accMask) * 8
    const acc0 = acc + row0 * 4
    const acc1 = acc + row1 * 4
    let a0 = v128.load(acc0)
    let a1 = v128.load(acc0, 16)
    let b0 = v128.load(acc1)
    let b1 = v128.load(acc1, 16)
    let s = src
    let t = wgt
    for (let sum: u32 = 0; sum < sums; sum++) {
      let x = wide + (s & inpMask) * 16
      let y = wide + ((s + srcStep) & inpMask) * 16
      let w = packed + (t & wgtMask) * 128
      const end = x + 16
      do {
        const x0 = v128.load_splat<u32>(x)
        const y0 = v128.load_splat<u32>(y)
        const w0 = v128.load(w)
        const w1 = v128.load(w, 16)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(w0, x0))
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(w0, y0))
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w1, x0))
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w1, y0))
        x += 4
        y += 4
        w += 32
      } while (x < end)
      s += sumSrc
      t += sumWgt
    }
    v128.store(acc0, a0)
    v128.store(acc0, a1, 16)
    v128.store(acc1, b0)
    v128.store(acc1, b1, 16)
    const bytes = i8x16.narrow_i16x8_u(lowBytes(a0, a1), lowBytes(b0, b1))
    v128.store64_lane(out + row0, bytes, 0)
    v128.store64_lane(out + row1, bytes, 1)
    dst += 2 * dstStep
    src += 2 * srcStep
  }
}
