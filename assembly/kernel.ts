import { acc, block, inpMask, out, packed, wgtMask, wide } from './scratchpads'

/*
 * The inner product of GEMM: ACC += INP x WGT^T over blocks, OUT = the low bytes of ACC (timing.md 13). A dot product of
 * int16 pairs gives four channels' sums over two columns. Two rows of ACC share each load of weights, and stay in
 * registers for as many iterations as add to them.
 */

/**
 * `count` iterations for ACC elements `dst0` and `dst1`, which differ unless `src0` and `src1` are the same too: from
 * `wgt` and `src` on, which are not wrapped yet, by steps.
 */
export function multiply(
  dst0: u32,
  dst1: u32,
  src0: u32,
  src1: u32,
  srcStep: u32,
  wgt: u32,
  wgtStep: u32,
  count: u32,
): void {
  const n = block
  if (n == 8) return eightChannels(dst0, dst1, src0, src1, srcStep, wgt, wgtStep, count)
  for (let channel: u32 = 0; channel < n; channel += 16) {
    sixteenChannels(channel, dst0, dst1, src0, src1, srcStep, wgt, wgtStep, count)
  }
}

function lowBytes(a: v128, b: v128): v128 {
  const mask = i32x4.splat(0xff)
  return i16x8.narrow_i32x4_u(v128.and(a, mask), v128.and(b, mask))
}

function sixteenChannels(
  channel: u32,
  dst0: u32,
  dst1: u32,
  src0: u32,
  src1: u32,
  srcStep: u32,
  wgt: u32,
  wgtStep: u32,
  count: u32,
): void {
  const n = block
  const xBytes = n * 2
  const wBytes = n * n * 2
  const xs = wide
  const ws = packed + channel * xBytes
  const srcMask = inpMask
  const weightMask = wgtMask
  const acc0 = acc + (dst0 * n + channel) * 4
  const acc1 = acc + (dst1 * n + channel) * 4
  let a0 = v128.load(acc0)
  let a1 = v128.load(acc0, 16)
  let a2 = v128.load(acc0, 32)
  let a3 = v128.load(acc0, 48)
  let b0 = v128.load(acc1)
  let b1 = v128.load(acc1, 16)
  let b2 = v128.load(acc1, 32)
  let b3 = v128.load(acc1, 48)
  for (let i: u32 = 0; i < count; i++) {
    let x = xs + (src0 & srcMask) * xBytes
    let y = xs + (src1 & srcMask) * xBytes
    let w = ws + (wgt & weightMask) * wBytes
    const end = x + xBytes
    do {
      const p = v128.load_splat<u32>(x)
      const q = v128.load_splat<u32>(y)
      const w0 = v128.load(w)
      const w1 = v128.load(w, 16)
      const w2 = v128.load(w, 32)
      const w3 = v128.load(w, 48)
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(w0, p))
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(w0, q))
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w1, p))
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w1, q))
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(w2, p))
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(w2, q))
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(w3, p))
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(w3, q))
      const r = v128.load_splat<u32>(x, 4)
      const s = v128.load_splat<u32>(y, 4)
      const w4 = v128.load(w, 64)
      const w5 = v128.load(w, 80)
      const w6 = v128.load(w, 96)
      const w7 = v128.load(w, 112)
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(w4, r))
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(w4, s))
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w5, r))
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w5, s))
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(w6, r))
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(w6, s))
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(w7, r))
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(w7, s))
      x += 8
      y += 8
      w += 128
    } while (x < end)
    src0 += srcStep
    src1 += srcStep
    wgt += wgtStep
  }
  v128.store(acc0, a0)
  v128.store(acc0, a1, 16)
  v128.store(acc0, a2, 32)
  v128.store(acc0, a3, 48)
  v128.store(acc1, b0)
  v128.store(acc1, b1, 16)
  v128.store(acc1, b2, 32)
  v128.store(acc1, b3, 48)
  v128.store(out + dst0 * n + channel, i8x16.narrow_i16x8_u(lowBytes(a0, a1), lowBytes(a2, a3)))
  v128.store(out + dst1 * n + channel, i8x16.narrow_i16x8_u(lowBytes(b0, b1), lowBytes(b2, b3)))
}

/** BLOCK = 8. */
function eightChannels(
  dst0: u32,
  dst1: u32,
  src0: u32,
  src1: u32,
  srcStep: u32,
  wgt: u32,
  wgtStep: u32,
  count: u32,
): void {
  const acc0 = acc + dst0 * 32
  const acc1 = acc + dst1 * 32
  let a0 = v128.load(acc0)
  let a1 = v128.load(acc0, 16)
  let b0 = v128.load(acc1)
  let b1 = v128.load(acc1, 16)
  for (let i: u32 = 0; i < count; i++) {
    let x = wide + (src0 & inpMask) * 16
    let y = wide + (src1 & inpMask) * 16
    let w = packed + (wgt & wgtMask) * 128
    const end = x + 16
    do {
      const p = v128.load_splat<u32>(x)
      const q = v128.load_splat<u32>(y)
      const w0 = v128.load(w)
      const w1 = v128.load(w, 16)
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(w0, p))
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(w0, q))
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w1, p))
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w1, q))
      x += 4
      y += 4
      w += 32
    } while (x < end)
    src0 += srcStep
    src1 += srcStep
    wgt += wgtStep
  }
  v128.store(acc0, a0)
  v128.store(acc0, a1, 16)
  v128.store(acc1, b0)
  v128.store(acc1, b1, 16)
  const bytes = i8x16.narrow_i16x8_u(lowBytes(a0, a1), lowBytes(b0, b1))
  v128.store64_lane(out + dst0 * 8, bytes, 0)
  v128.store64_lane(out + dst1 * 8, bytes, 1)
}
