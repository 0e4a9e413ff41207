import { nodes } from './nest'
import { statements } from './statements'

/** All that a front end needs: what programs share, how buffers are placed, and the walk of a nest. */
export { addPass, setDram, setExtents, setScratchpads, setStart } from './workload'
export { setRing } from './regions'
export { reserveSizes, setSizes } from './nest'
export { walk } from './walk'

/** Byte address of so many rows to be filled in. */
export function setNodes(count: i32): usize {
  nodes.reserve(count)
  nodes.count = count
  return nodes.at
}

/** Byte address of statements to be filled in; those that were there stay. */
export function setStatements(count: i32): usize {
  statements.reserve(count)
  statements.count = count
  return statements.at
}
