import { nodes } from './nest'

/** All that a front end needs: what programs share, how buffers are placed, and the walk of a nest or of a list. */
export { addPass, setDram, setExtents, setScratchpads, setStart } from './workload'
export { setRing } from './regions'
export { reserveSizes, setSizes } from './nest'
export { walk } from './walk'
export { blocksOfTile, guiltyOfList, reserveList, takeList } from './list'
export {
  largestColumns,
  largestDepth,
  largestPieceOfA,
  largestPieceOfB,
  largestRows,
  listWaits,
} from './list-sizes'
export { walkList } from './list-walk'

/** Byte address of so many rows to be filled in. */
export function setNodes(count: i32): usize {
  nodes.reserve(count)
  nodes.count = count
  return nodes.at
}
