import { accMask } from './scratchpads'

/** Whether it is easy to see that no iteration of one micro-op reads what the one just before it writes. */
export function isFree(
  dst: u32,
  src: u32,
  outer: u32,
  inner: u32,
  dstOut: u32,
  dstIn: u32,
  srcOut: u32,
  srcIn: u32,
): bool {
  const mask = accMask
  const last = (inner - 1) * dstIn
  for (let o: u32 = 0; o < outer; o++) {
    const isApart = ((src + srcIn - dst) & mask) != 0
    // A source that stands still is met by a destination that walks over it.
    const stands = srcIn == 0 && dstIn == 1 && dst + last <= mask && (src < dst || src > dst + last)
    if (inner > 1 && !(srcIn == dstIn ? isApart : stands)) return false
    if (o + 1 < outer && ((src + srcOut - dst - last) & mask) == 0) return false
    dst = (dst + dstOut) & mask
    src = (src + srcOut) & mask
  }
  return true
}
