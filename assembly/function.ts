/** The compute module of the functional simulator: what src/simulator/function/core.ts loads. */
export { place } from './scratchpads'
export { pack, widen } from './operands'
export { gemm } from './gemm'
export { alu } from './alu'
export { takeWritten } from './written'
