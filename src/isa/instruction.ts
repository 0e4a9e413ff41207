import * as f from './fields.js'
import type { BitRange } from './fields.js'

/** Which tokens an instruction takes before it starts and gives when it ends; prev and next along load-compute-store. */
export interface Tokens {
  readonly popPrev: boolean
  readonly popNext: boolean
  readonly pushPrev: boolean
  readonly pushNext: boolean
}

type Values<Table> = { readonly [Field in keyof Table]: number }

/** Fields of LOAD and STORE, in elements; `unused` is kept as found. */
export type Transfer = Values<typeof f.transferFields>
/** What GEMM and ALU share; counts of 0 mean 16384. */
export type Loops = Values<typeof f.loopFields>
export type Gemm = Values<typeof f.gemmFields>
/** Fields of ALU; `immediate` is signed, -32768 to 32767. */
export type Alu = Values<typeof f.aluFields>

/** Bits 7 to 127 of an instruction that has no fields beyond the head. */
const restFields = { rest0: [7, 31], rest1: [32, 63], rest2: [64, 95], rest3: [96, 127] } as const
export type Rest = Values<typeof restFields>

export type Instruction =
  | { readonly kind: 'load'; readonly tokens: Tokens; readonly fields: Transfer }
  | { readonly kind: 'store'; readonly tokens: Tokens; readonly fields: Transfer }
  | { readonly kind: 'gemm'; readonly tokens: Tokens; readonly fields: Gemm }
  | { readonly kind: 'alu'; readonly tokens: Tokens; readonly fields: Alu }
  | { readonly kind: 'finish'; readonly tokens: Tokens; readonly fields: Rest }
  | { readonly kind: 'unknown'; readonly opcode: number; readonly tokens: Tokens; readonly fields: Rest }

const readTokens = (words: Uint32Array, at: number): Tokens => ({
  popPrev: f.popPrevAt(words, at) === 1,
  popNext: f.popNextAt(words, at) === 1,
  pushPrev: f.pushPrevAt(words, at) === 1,
  pushNext: f.pushNextAt(words, at) === 1,
})

const readTransfer = (words: Uint32Array, at: number): Transfer => ({
  memory: f.memoryAt(words, at),
  scratchpadIndex: f.scratchpadIndexAt(words, at),
  dramIndex: f.dramIndexAt(words, at),
  unused: f.readField(words, at, f.transferFields.unused),
  ySize: f.ySizeAt(words, at),
  xSize: f.xSizeAt(words, at),
  xStride: f.xStrideAt(words, at),
  yPadTop: f.yPadTopAt(words, at),
  yPadBottom: f.yPadBottomAt(words, at),
  xPadLeft: f.xPadLeftAt(words, at),
  xPadRight: f.xPadRightAt(words, at),
})

const readLoops = (words: Uint32Array, at: number): Loops => ({
  reset: f.resetAt(words, at),
  uopBegin: f.uopBeginAt(words, at),
  uopEnd: f.uopEndAt(words, at),
  loopOut: f.loopOutAt(words, at),
  loopIn: f.loopInAt(words, at),
  unused: f.readField(words, at, f.loopFields.unused),
  dstOut: f.dstOutAt(words, at),
  dstIn: f.dstInAt(words, at),
  srcOut: f.srcOutAt(words, at),
  srcIn: f.srcInAt(words, at),
})

const readGemm = (words: Uint32Array, at: number): Gemm => ({
  ...readLoops(words, at),
  wgtOut: f.wgtOutAt(words, at),
  wgtIn: f.wgtInAt(words, at),
})

const readAlu = (words: Uint32Array, at: number): Alu => ({
  ...readLoops(words, at),
  op: f.aluOpAt(words, at),
  useImmediate: f.useImmediateAt(words, at),
  immediate: f.immediateAt(words, at),
})

const readRest = (words: Uint32Array, at: number): Rest => ({
  rest0: f.readField(words, at, restFields.rest0),
  rest1: words[at + 1],
  rest2: words[at + 2],
  rest3: words[at + 3],
})

/** The instruction whose first word is `words[at]`. Every bit of it is in the record. */
export function decode(words: Uint32Array, at: number): Instruction {
  const tokens = readTokens(words, at)
  const code = f.opcodeAt(words, at)
  switch (code) {
    case f.opcode.load:
      return { kind: 'load', tokens, fields: readTransfer(words, at) }
    case f.opcode.store:
      return { kind: 'store', tokens, fields: readTransfer(words, at) }
    case f.opcode.gemm:
      return { kind: 'gemm', tokens, fields: readGemm(words, at) }
    case f.opcode.alu:
      return { kind: 'alu', tokens, fields: readAlu(words, at) }
    case f.opcode.finish:
      return { kind: 'finish', tokens, fields: readRest(words, at) }
    default:
      return { kind: 'unknown', opcode: code, tokens, fields: readRest(words, at) }
  }
}

/** A field of a record does not fit its bits. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError'
  constructor(
    readonly instruction: Instruction['kind'],
    readonly field: string,
    readonly value: number,
    low: number,
    high: number,
  ) {
    super(`${instruction} ${field}: ${value}, but ${low} to ${high}`)
  }
}

const immediateLimit = 0x7fff

/** Immediates are signed, every other field is not. */
function requireFits(kind: Instruction['kind'], name: string, value: number, range: BitRange): void {
  const signed = range === f.aluFields.immediate
  const low = signed ? -immediateLimit - 1 : 0
  const high = signed ? immediateLimit : f.fieldLimit(range)
  const fits = Number.isInteger(value) && value >= low && value <= high
  if (!fits) throw new EncodingError(kind, name, value, low, high)
}

const tables: Readonly<Record<Instruction['kind'], Readonly<Record<string, BitRange>>>> = {
  load: f.transferFields,
  store: f.transferFields,
  gemm: f.gemmFields,
  alu: f.aluFields,
  finish: restFields,
  unknown: restFields,
}

/** Writes an instruction over the four words from `words[at]` on. @throws EncodingError when a field does not fit. */
export function encode(instruction: Instruction, words: Uint32Array, at: number): void {
  const { kind, tokens } = instruction
  const fields: Readonly<Record<string, number>> = instruction.fields
  words.fill(0, at, at + 4)
  const put = (name: string, value: number, range: BitRange): void => {
    requireFits(kind, name, value, range)
    f.writeField(words, at, range, value & f.fieldLimit(range))
  }
  put('opcode', kind === 'unknown' ? instruction.opcode : f.opcode[kind], f.headFields.opcode)
  for (const name of ['popPrev', 'popNext', 'pushPrev', 'pushNext'] as const) {
    put(name, Number(tokens[name]), f.headFields[name])
  }
  for (const [name, range] of Object.entries(tables[kind])) put(name, fields[name], range)
}
