/*
 * Fields of an instruction, given as its four 32-bit words: the ranges of src/isa/fields.ts, which says what each
 * of them is.
 */

export const LOAD: u32 = 0
export const STORE: u32 = 1
export const GEMM: u32 = 2
export const FINISH: u32 = 3
export const ALU: u32 = 4

export const MIN: u32 = 0
export const MAX: u32 = 1
export const ADD: u32 = 2
export const SHR: u32 = 3

export function opcode(w0: u32): u32 {
  return w0 & 7
}

export function memory(w0: u32): u32 {
  return (w0 >> 7) & 7
}

export function scratchpadIndex(w0: u32): u32 {
  return (w0 >> 10) & 0xffff
}

export function dramIndex(w0: u32, w1: u32): u32 {
  return (w0 >> 26) | (w1 << 6)
}

export function ySize(w2: u32): u32 {
  return w2 & 0xffff
}

export function xSize(w2: u32): u32 {
  return w2 >> 16
}

export function xStride(w3: u32): u32 {
  return w3 & 0xffff
}

export function yPadTop(w3: u32): u32 {
  return (w3 >> 16) & 15
}

export function yPadBottom(w3: u32): u32 {
  return (w3 >> 20) & 15
}

export function xPadLeft(w3: u32): u32 {
  return (w3 >> 24) & 15
}

export function xPadRight(w3: u32): u32 {
  return w3 >> 28
}

export function isReset(w0: u32): bool {
  return (w0 & 0x80) != 0
}

/** What a count field of 14 bits stands for: 0 means 16384 (timing.md 4). */
function rounds(field: u32): u32 {
  return ((field - 1) & 0x3fff) + 1
}

export function uopBegin(w0: u32): u32 {
  return (w0 >> 8) & 0x1fff
}

export function uopRounds(w0: u32, w1: u32): u32 {
  return rounds(((w0 >> 21) | (w1 << 11)) - uopBegin(w0))
}

export function loopOutRounds(w1: u32): u32 {
  return rounds(w1 >> 3)
}

export function loopInRounds(w1: u32): u32 {
  return rounds(w1 >> 17)
}

export function dstOut(w2: u32): u32 {
  return w2 & 0x7ff
}

export function dstIn(w2: u32): u32 {
  return (w2 >> 11) & 0x7ff
}

export function srcOut(w2: u32, w3: u32): u32 {
  return (w2 >> 22) | ((w3 & 1) << 10)
}

export function srcIn(w3: u32): u32 {
  return (w3 >> 1) & 0x7ff
}

export function wgtOut(w3: u32): u32 {
  return (w3 >> 12) & 0x3ff
}

export function wgtIn(w3: u32): u32 {
  return w3 >> 22
}

export function aluOp(w3: u32): u32 {
  return (w3 >> 12) & 7
}

export function usesImmediate(w3: u32): bool {
  return (w3 & 0x8000) != 0
}

/** Sign-extended. */
export function immediate(w3: u32): i32 {
  return (<i32>w3) >> 16
}

/** Indices of a micro-op. */
export function dstOf(word: u32): u32 {
  return word & 0x7ff
}

export function srcOf(word: u32): u32 {
  return (word >> 11) & 0x7ff
}

export function wgtOf(word: u32): u32 {
  return word >> 22
}
