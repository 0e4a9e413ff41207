import { aluOpAt, memoryAt, opcode, opcodeAt, xSizeAt } from './fields.js'

/** Which module executes an instruction (timing.md 3), numbered along the chain; fetch stops at `nowhere` for ever. */
export const moduleIndex = { load: 0, compute: 1, store: 2, nowhere: -1 } as const

/** By memory id: UOP, WGT, INP, ACC; OUT cannot be loaded. */
const loaders = [moduleIndex.compute, moduleIndex.load, moduleIndex.load, moduleIndex.compute] as const
const knownAluOps = 4

/** Index of the module that executes the instruction at `words[at]`, -1 when none does. */
export function moduleOf(words: Uint32Array, at: number): -1 | 0 | 1 | 2 {
  switch (opcodeAt(words, at)) {
    case opcode.load:
      return loaders[memoryAt(words, at)] ?? moduleIndex.nowhere
    case opcode.store:
      return moduleIndex.store
    case opcode.gemm:
    case opcode.finish:
      return moduleIndex.compute
    case opcode.alu:
      return aluOpAt(words, at) < knownAluOps ? moduleIndex.compute : moduleIndex.nowhere
    default:
      return moduleIndex.nowhere
  }
}

/** LOAD and STORE of no columns move nothing, pads neither: they only take and give tokens (timing.md 3). */
export const isNoOp = (words: Uint32Array, at: number): boolean =>
  opcodeAt(words, at) <= opcode.store && xSizeAt(words, at) === 0
