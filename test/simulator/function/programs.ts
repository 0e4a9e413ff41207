import { encode, type Instruction, type Tokens } from '../../../src/isa/instruction.js'
import { encodeMicroOp, type MicroOp } from '../../../src/isa/micro-op.js'
import { type Program, wordsPerInstruction } from '../../../src/isa/program.js'
import type { Timing } from '../../../src/simulator/result.js'

/** Short ways to write instructions in tests: what is not said is zero, or no token. */

const noTokens: Tokens = { popPrev: false, popNext: false, pushPrev: false, pushNext: false }
const noTransfer = {
  memory: 0,
  scratchpadIndex: 0,
  dramIndex: 0,
  unused: 0,
  ySize: 1,
  xSize: 0,
  xStride: 0,
  yPadTop: 0,
  yPadBottom: 0,
  xPadLeft: 0,
  xPadRight: 0,
}
const oneRound = {
  reset: 0,
  uopBegin: 0,
  uopEnd: 1,
  loopOut: 1,
  loopIn: 1,
  unused: 0,
  dstOut: 0,
  dstIn: 0,
  srcOut: 0,
  srcIn: 0,
}
const oneGemm = { ...oneRound, wgtOut: 0, wgtIn: 0 }
const oneAlu = { ...oneRound, op: 0, useImmediate: 0, immediate: 0 }

export type TransferFields = typeof noTransfer
export type GemmFields = typeof oneGemm
export type AluFields = typeof oneAlu
type Flags = Partial<Tokens>

export const load = (fields: Partial<TransferFields>, tokens: Flags = {}): Instruction => ({
  kind: 'load',
  tokens: { ...noTokens, ...tokens },
  fields: { ...noTransfer, ...fields },
})
export const store = (fields: Partial<TransferFields>, tokens: Flags = {}): Instruction => ({
  kind: 'store',
  tokens: { ...noTokens, ...tokens },
  fields: { ...noTransfer, ...fields },
})
export const gemm = (fields: Partial<GemmFields>, tokens: Flags = {}): Instruction => ({
  kind: 'gemm',
  tokens: { ...noTokens, ...tokens },
  fields: { ...oneGemm, ...fields },
})
export const alu = (fields: Partial<AluFields>, tokens: Flags = {}): Instruction => ({
  kind: 'alu',
  tokens: { ...noTokens, ...tokens },
  fields: { ...oneAlu, ...fields },
})
export const finish = (tokens: Flags = {}): Instruction => ({
  kind: 'finish',
  tokens: { ...noTokens, ...tokens },
  fields: { rest0: 0, rest1: 0, rest2: 0, rest3: 0 },
})

/** Where `programOf` puts things in its 64 KiB of DRAM. */
export const place = { microOps: 0x1000, instructions: 0x8000, output: 0xc000 } as const

export function programOf(instructions: readonly Instruction[], microOps: readonly MicroOp[] = []): Program {
  const words = new Uint32Array(instructions.length * wordsPerInstruction)
  for (const [i, instruction] of instructions.entries()) encode(instruction, words, i * wordsPerInstruction)
  const uops = Uint32Array.from(microOps, encodeMicroOp)
  return {
    instructions: words,
    instructionAddress: place.instructions,
    dramBytes: 0x10000,
    segments: [{ address: place.microOps, bytes: new Uint8Array(uops.buffer) }],
    output: { address: place.output, bytes: 256 },
  }
}

/** The load of `programOf`'s micro-ops, to index 0. */
export const loadMicroOps = (count: number): Instruction =>
  load({ memory: 0, dramIndex: place.microOps / 4, xSize: count })

/** A run in which instructions start one after the other. */
export function inProgramOrder(program: Program): Timing {
  const start = Int32Array.from({ length: program.instructions.length / wordsPerInstruction }, (_, i) => i)
  return {
    status: 'finished',
    cycles: start.length,
    start,
    end: start.map((s) => s + 1),
    counterHazards: 0,
    wraps: 0,
  }
}
