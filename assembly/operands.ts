import { block, inp, packed, wgt, wide } from './scratchpads'

/*
 * INP and WGT elements as the kernel takes them, made anew when their contents change.
 *
 * INP: int16. WGT: int16, two columns of a channel side by side, as a dot product takes them; then the same two columns
 * of the next channel, up to 16 channels (8 where BLOCK is 8); then their next two columns; after all columns the next
 * 16 channels.
 */

/** Makes the kernel's form of `count` INP elements. */
export function widen(first: u32, count: u32): void {
  const from = inp + first * block
  const to = wide + first * block * 2
  const values = count * block
  let i: usize = 0
  for (; i + 16 <= values; i += 16) {
    const bytes = v128.load(from + i)
    v128.store(to + 2 * i, i16x8.extend_low_i8x16_s(bytes))
    v128.store(to + 2 * i, i16x8.extend_high_i8x16_s(bytes), 16)
  }
  if (i < values) v128.store(to + 2 * i, v128.load_ext<i8>(from + i))
}

/** Makes the kernel's form of `count` WGT elements. */
export function pack(first: u32, count: u32): void {
  const n = block
  const bytes = n * n
  for (let element = first; element < first + count; element++) {
    packElement(wgt + element * bytes, packed + element * bytes * 2, n)
  }
}

function packElement(from: usize, to: usize, n: usize): void {
  const channels = min<usize>(n, 16)
  for (let first: usize = 0; first < n; first += channels) {
    for (let channel: usize = 0; channel < channels; channel += 4) {
      packFour(from + (first + channel) * n, to + channel * 4, channels * 4, n)
    }
    to += channels * n * 2
  }
}

/** Four channels: two columns of theirs, and `stride` bytes further the next two. */
function packFour(from: usize, to: usize, stride: usize, n: usize): void {
  for (let column: usize = 0; column < n; column += 8) {
    const row = from + column
    const r0 = v128.load64_zero(row)
    const r1 = v128.load64_zero(row + n)
    const r2 = v128.load64_zero(row + 2 * n)
    const r3 = v128.load64_zero(row + 3 * n)
    const r01 = v128.shuffle<i16>(r0, r1, 0, 8, 1, 9, 2, 10, 3, 11)
    const r23 = v128.shuffle<i16>(r2, r3, 0, 8, 1, 9, 2, 10, 3, 11)
    const low = v128.shuffle<i32>(r01, r23, 0, 4, 1, 5)
    const high = v128.shuffle<i32>(r01, r23, 2, 6, 3, 7)
    v128.store(to, i16x8.extend_low_i8x16_s(low))
    v128.store(to + stride, i16x8.extend_high_i8x16_s(low))
    v128.store(to + 2 * stride, i16x8.extend_low_i8x16_s(high))
    v128.store(to + 3 * stride, i16x8.extend_high_i8x16_s(high))
    to += 4 * stride
  }
}
