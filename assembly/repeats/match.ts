import { bitsOf, limitOf } from './signature'

/*
 * How far a program's text repeats. Programs are long, and every instruction of them is looked at: those that stand a
 * period apart are compared by eights, one below the other, with one load, one `xor` and one `or` for each.
 * Addresses are of instructions' words; `row` is a period in bytes.
 */

const instructionBytes: usize = 16
/** Periods compared at once with the one before them. */
const rows: usize = 8

/** First instruction from `at` on that has not the signature of the one a period later, or `end`. */
export function matchEnd(at: usize, end: usize, row: usize): usize {
  while (at + rows * row <= end && areRowsAlike(at, row)) at += rows * row
  // By rows, up to the one with one that differs.
  while (at + row <= end && areAlike(at, at + row, row)) at += row
  while (at < end && areAlike(at, at + instructionBytes, row)) at += instructionBytes
  return at
}

/** First instruction, not before `start`, from which on all before `at` have the signature of those a period later. */
export function matchStart(start: usize, at: usize, row: usize): usize {
  while (start + rows * row <= at && areRowsAlike(at - rows * row, row)) at -= rows * row
  while (start + row <= at && areAlike(at - row, at, row)) at -= row
  while (start < at && areAlike(at - instructionBytes, at, row)) at -= instructionBytes
  return at
}

/** Whether instructions from `at` to before `end` have the signatures of those a period later, all within DRAM. */
export function areAlike(at: usize, end: usize, row: usize): bool {
  for (; at < end; at += instructionBytes) {
    const w0 = load<u32>(at)
    const later = v128.load(at + row)
    const differs = v128.and(v128.xor(v128.load(at), later), bitsOf(w0))
    if (v128.any_true(v128.or(differs, i32x4.gt_u(later, limitOf(w0))))) return false
  }
  return true
}

/**
 * Whether a period's instructions, from `at` on, have the signatures of those in each of the next periods, and none of
 * them is too far up in DRAM: words that differ in some bits are no larger than all these bits set make them.
 */
function areRowsAlike(at: usize, row: usize): bool {
  for (const end = at + row; at < end; at += instructionBytes) {
    const w0 = load<u32>(at)
    const differs = differences(at, row)
    const most = limitOf(w0)
    const tooLarge = v128.xor(i32x4.max_u(v128.or(v128.load(at), differs), most), most)
    if (v128.any_true(v128.or(v128.and(differs, bitsOf(w0)), tooLarge))) return false
  }
  return true
}

/** The bits in which any instruction below the one at `at` differs from it. */
function differences(at: usize, row: usize): v128 {
  const first = v128.load(at)
  const a = v128.xor(first, v128.load((at += row)))
  const b = v128.xor(first, v128.load((at += row)))
  const c = v128.xor(first, v128.load((at += row)))
  const d = v128.xor(first, v128.load((at += row)))
  const e = v128.xor(first, v128.load((at += row)))
  const f = v128.xor(first, v128.load((at += row)))
  const g = v128.xor(first, v128.load((at += row)))
  const h = v128.xor(first, v128.load((at += row)))
  return v128.or(v128.or(v128.or(a, b), v128.or(c, d)), v128.or(v128.or(e, f), v128.or(g, h)))
}
