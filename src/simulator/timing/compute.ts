import * as fields from '../../isa/fields.js'

const { loopInRoundsAt, loopOutRoundsAt, opcode, opcodeAt, uopRoundsAt, useImmediateAt } = fields

/** Cycles of GEMM and ALU around their iterations: one to start, five to let the last one through (timing.md 7.7). */
export const pipelineCycles = 6

/** Execution length in cycles of the GEMM or ALU at `words[at]` (timing.md 4): no data and no hazard changes it. */
export function computeCycles(words: Uint32Array, at: number): number {
  const iterations = uopRoundsAt(words, at) * loopOutRoundsAt(words, at) * loopInRoundsAt(words, at)
  const tensorTensor = opcodeAt(words, at) === opcode.alu && useImmediateAt(words, at) === 0
  return (tensorTensor ? 2 * iterations : iterations) + pipelineCycles
}
