/**
 * Where each field lies in the 128-bit instruction word (isa.md "Instructions"; timing.md 3.1). The table is what
 * records are decoded and encoded by; the accessors below it are the same ranges, spelled out for hot code.
 */

/** Opcodes, bits 0-2. 5, 6 and 7 are unknown to the machine. */
export const opcode = { load: 0, store: 1, gemm: 2, finish: 3, alu: 4 } as const

/** ALU sub-opcodes, bits 108-110. 4 to 7 are unknown to the machine. */
export const aluOps = ['min', 'max', 'add', 'shr'] as const
export type AluOp = (typeof aluOps)[number]

/** A run of bits, both ends included, bit 0 first. */
export type BitRange = readonly [low: number, high: number]

export const headFields = {
  opcode: [0, 2],
  popPrev: [3, 3],
  popNext: [4, 4],
  pushPrev: [5, 5],
  pushNext: [6, 6],
} as const satisfies Record<string, BitRange>

export const transferFields = {
  memory: [7, 9],
  scratchpadIndex: [10, 25],
  dramIndex: [26, 57],
  unused: [58, 63],
  ySize: [64, 79],
  xSize: [80, 95],
  xStride: [96, 111],
  yPadTop: [112, 115],
  yPadBottom: [116, 119],
  xPadLeft: [120, 123],
  xPadRight: [124, 127],
} as const satisfies Record<string, BitRange>

/** What GEMM and ALU share. `loopOut` and `loopIn` of 0 mean 16384 (timing.md 4). */
export const loopFields = {
  reset: [7, 7],
  uopBegin: [8, 20],
  uopEnd: [21, 34],
  loopOut: [35, 48],
  loopIn: [49, 62],
  unused: [63, 63],
  dstOut: [64, 74],
  dstIn: [75, 85],
  srcOut: [86, 96],
  srcIn: [97, 107],
} as const satisfies Record<string, BitRange>

export const gemmFields = {
  ...loopFields,
  wgtOut: [108, 117],
  wgtIn: [118, 127],
} as const satisfies Record<string, BitRange>

export const aluFields = {
  ...loopFields,
  op: [108, 110],
  useImmediate: [111, 111],
  /** Two's complement, 16 bits. */
  immediate: [112, 127],
} as const satisfies Record<string, BitRange>

/** Largest value that a range of bits holds, unsigned. */
export const fieldLimit = ([low, high]: BitRange): number => 2 ** (high - low + 1) - 1

/** A field's value, unsigned, of the instruction whose first word is `words[at]`. Ranges are at most 32 bits. */
export function readField(words: Uint32Array, at: number, [low, high]: BitRange): number {
  const word = at + (low >>> 5)
  const shift = low & 31
  const below = words[word] / 2 ** shift
  const above = high >>> 5 > low >>> 5 ? words[word + 1] * 2 ** (32 - shift) : 0
  return (Math.floor(below) + above) % 2 ** (high - low + 1)
}

/** Sets a field in words whose bits of that range are still 0. The value must fit (`fieldLimit`). */
export function writeField(words: Uint32Array, at: number, [low, high]: BitRange, value: number): void {
  const word = at + (low >>> 5)
  const shift = low & 31
  words[word] |= value << shift
  if (high >>> 5 > low >>> 5) words[word + 1] |= value >>> (32 - shift)
}

// Accessors for hot code: `words[at]` is the instruction's first word. A test holds them against the table.
type Accessor = (words: Uint32Array, at: number) => number

export const opcodeAt: Accessor = (w, at) => w[at] & 7
export const popPrevAt: Accessor = (w, at) => (w[at] >>> 3) & 1
export const popNextAt: Accessor = (w, at) => (w[at] >>> 4) & 1
export const pushPrevAt: Accessor = (w, at) => (w[at] >>> 5) & 1
export const pushNextAt: Accessor = (w, at) => (w[at] >>> 6) & 1

export const memoryAt: Accessor = (w, at) => (w[at] >>> 7) & 7
export const scratchpadIndexAt: Accessor = (w, at) => (w[at] >>> 10) & 0xffff
export const dramIndexAt: Accessor = (w, at) => ((w[at] >>> 26) | (w[at + 1] << 6)) >>> 0
export const ySizeAt: Accessor = (w, at) => w[at + 2] & 0xffff
export const xSizeAt: Accessor = (w, at) => w[at + 2] >>> 16
export const xStrideAt: Accessor = (w, at) => w[at + 3] & 0xffff
export const yPadTopAt: Accessor = (w, at) => (w[at + 3] >>> 16) & 15
export const yPadBottomAt: Accessor = (w, at) => (w[at + 3] >>> 20) & 15
export const xPadLeftAt: Accessor = (w, at) => (w[at + 3] >>> 24) & 15
export const xPadRightAt: Accessor = (w, at) => w[at + 3] >>> 28

export const resetAt: Accessor = (w, at) => (w[at] >>> 7) & 1
export const uopBeginAt: Accessor = (w, at) => (w[at] >>> 8) & 0x1fff
export const uopEndAt: Accessor = (w, at) => (w[at] >>> 21) | ((w[at + 1] & 7) << 11)
export const loopOutAt: Accessor = (w, at) => (w[at + 1] >>> 3) & 0x3fff
export const loopInAt: Accessor = (w, at) => (w[at + 1] >>> 17) & 0x3fff
export const dstOutAt: Accessor = (w, at) => w[at + 2] & 0x7ff
export const dstInAt: Accessor = (w, at) => (w[at + 2] >>> 11) & 0x7ff
export const srcOutAt: Accessor = (w, at) => (w[at + 2] >>> 22) | ((w[at + 3] & 1) << 10)
export const srcInAt: Accessor = (w, at) => (w[at + 3] >>> 1) & 0x7ff
export const wgtOutAt: Accessor = (w, at) => (w[at + 3] >>> 12) & 0x3ff
export const wgtInAt: Accessor = (w, at) => w[at + 3] >>> 22
export const aluOpAt: Accessor = (w, at) => (w[at + 3] >>> 12) & 7
export const useImmediateAt: Accessor = (w, at) => (w[at + 3] >>> 15) & 1
/** Sign-extended. */
export const immediateAt: Accessor = (w, at) => (w[at + 3] | 0) >> 16

/** Micro-ops, loop rounds: a count field of 0 means 16384 (timing.md 4). */
const rounds = (field: number): number => field || 16384
export const loopOutRoundsAt: Accessor = (w, at) => rounds(loopOutAt(w, at))
export const loopInRoundsAt: Accessor = (w, at) => rounds(loopInAt(w, at))
export const uopRoundsAt: Accessor = (w, at) => rounds((uopEndAt(w, at) - uopBeginAt(w, at)) & 0x3fff)
