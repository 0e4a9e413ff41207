/**
 * Encoders for hot code: fields straight into words, no records, no checks. `words[at]` is the instruction's first
 * word; all four words are written, so that a buffer may be used again. Every field must fit its bits (fields.ts) and
 * `tokens` is an or of `token`'s flags. What they write, `decode` reads: a test holds them against `encode`.
 */
import { opcode } from './fields.js'

/** Token flags as the instruction's head carries them, from bit 3 on. */
export const token = { popPrev: 1, popNext: 2, pushPrev: 4, pushNext: 8 } as const

const out = 4
const head = (code: number, tokens: number): number => code | (tokens << 3)

function emitTransfer(
  words: Uint32Array,
  at: number,
  first: number,
  scratchpadIndex: number,
  dramIndex: number,
  ySize: number,
  xSize: number,
  xStride: number,
): void {
  words[at] = first | (scratchpadIndex << 10) | (dramIndex << 26)
  words[at + 1] = dramIndex >>> 6
  words[at + 2] = ySize | (xSize << 16)
  words[at + 3] = xStride
}

/** LOAD of ySize rows of xSize elements into a memory (`memoryId`), no pads. */
export function emitLoad(
  words: Uint32Array,
  at: number,
  tokens: number,
  memory: number,
  scratchpadIndex: number,
  dramIndex: number,
  ySize: number,
  xSize: number,
  xStride: number,
): void {
  const first = head(opcode.load, tokens) | (memory << 7)
  emitTransfer(words, at, first, scratchpadIndex, dramIndex, ySize, xSize, xStride)
}

/** Pads of the LOAD just emitted at `at`: elements left and right of each row, rows above and below. */
export function emitPads(
  words: Uint32Array,
  at: number,
  yPadTop: number,
  yPadBottom: number,
  xPadLeft: number,
  xPadRight: number,
): void {
  const xStride = words[at + 3] & 0xffff
  words[at + 3] = xStride | (yPadTop << 16) | (yPadBottom << 20) | (xPadLeft << 24) | (xPadRight << 28)
}

/** STORE of ySize rows of xSize OUT elements. */
export function emitStore(
  words: Uint32Array,
  at: number,
  tokens: number,
  scratchpadIndex: number,
  dramIndex: number,
  ySize: number,
  xSize: number,
  xStride: number,
): void {
  const first = head(opcode.store, tokens) | (out << 7)
  emitTransfer(words, at, first, scratchpadIndex, dramIndex, ySize, xSize, xStride)
}

function emitLoops(
  words: Uint32Array,
  at: number,
  first: number,
  uopBegin: number,
  uopEnd: number,
  loopOut: number,
  loopIn: number,
): void {
  words[at] = first | (uopBegin << 8) | (uopEnd << 21)
  words[at + 1] = (uopEnd >>> 11) | (loopOut << 3) | (loopIn << 17)
  words[at + 2] = 0
  words[at + 3] = 0
}

/** GEMM (reset 0) or its reset form (1) over the micro-ops [uopBegin, uopEnd), factors all zero. */
export function emitGemm(
  words: Uint32Array,
  at: number,
  tokens: number,
  reset: number,
  uopBegin: number,
  uopEnd: number,
  loopOut: number,
  loopIn: number,
): void {
  emitLoops(words, at, head(opcode.gemm, tokens) | (reset << 7), uopBegin, uopEnd, loopOut, loopIn)
}

/** What the outer and inner loops add to the indices of the GEMM or ALU just emitted at `at`; wgt factors of ALU: 0. */
export function emitFactors(
  words: Uint32Array,
  at: number,
  dstOut: number,
  dstIn: number,
  srcOut: number,
  srcIn: number,
  wgtOut: number,
  wgtIn: number,
): void {
  words[at + 2] = dstOut | (dstIn << 11) | (srcOut << 22)
  words[at + 3] |= (srcOut >>> 10) | (srcIn << 1) | (wgtOut << 12) | (wgtIn << 22)
}

/** ALU over the micro-ops [uopBegin, uopEnd), factors all zero; the immediate form when useImmediate is 1. */
export function emitAlu(
  words: Uint32Array,
  at: number,
  tokens: number,
  op: number,
  useImmediate: number,
  immediate: number,
  uopBegin: number,
  uopEnd: number,
  loopOut: number,
  loopIn: number,
): void {
  emitLoops(words, at, head(opcode.alu, tokens), uopBegin, uopEnd, loopOut, loopIn)
  words[at + 3] = (op << 12) | (useImmediate << 15) | (immediate << 16)
}

export function emitFinish(words: Uint32Array, at: number, tokens: number): void {
  words[at] = head(opcode.finish, tokens)
  words[at + 1] = 0
  words[at + 2] = 0
  words[at + 3] = 0
}
