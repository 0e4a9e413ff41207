import { startsFromBias } from '../epilogue.js'
import { mapLeaves, type Leaf, type Nest } from '../nest.js'

/**
 * Pass 7: the loops inside a chunk become tensor instructions: the product a GEMM over micro-ops, the start of a
 * tile a GEMM that resets (or an ALU copy of the bias row), the epilogue ALU passes.
 */
export function tensorize(nest: Nest): Nest {
  const init = startsFromBias(nest.workload.epilogue) ? 'alu' : 'gemm'
  const asInstruction = (node: Leaf): Leaf => {
    switch (node.op) {
      case 'init':
        return { ...node, form: init }
      case 'update':
        return { ...node, form: 'gemm' }
      case 'epilogue':
        return { ...node, form: 'alu' }
      case 'copy_a':
      case 'copy_b':
      case 'copy_bias':
      case 'fill_a':
      case 'fill_b':
      case 'write':
        return node
    }
  }
  return { ...nest, body: mapLeaves(nest.body, asInstruction) }
}
