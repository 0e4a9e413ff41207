import * as f from '../fields'

/** Cycles of GEMM and ALU around their iterations: one to start, five to let the last one through (timing.md 7.7). */
const pipelineCycles: u64 = 6

/** Execution length in cycles of a GEMM or ALU (timing.md 4): no data and no hazard changes it. */
export function computeCycles(w0: u32, w1: u32, w3: u32): u64 {
  const iterations = <u64>f.uopRounds(w0, w1) * f.loopOutRounds(w1) * f.loopInRounds(w1)
  const tensorTensor = f.opcode(w0) == f.ALU && !f.usesImmediate(w3)
  return (iterations << (tensorTensor ? 1 : 0)) + pipelineCycles
}
