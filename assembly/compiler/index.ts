import { instructions } from './instructions'
import { words } from './micro-ops'
import { ringA, ringB } from './regions'
import { statements } from './statements'
import { nodes } from './nest'

/** The compiler's hot part: nest to statements to instructions. What src/compiler/core.ts loads. */
export { addPass, setDram, setExtents, setScratchpads, setStart } from './workload'
export { placeRegions, setRing } from './regions'
export { setFills } from './held'
export { setUopAxis } from './products'
export { reserveSizes, setSizes } from './nest'
export { walk } from './walk'
export { unroll } from './unroll'
export { synchronize } from './synchronize'
export { digest } from './digest'

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

export function statementCount(): i32 {
  return statements.count
}

export function statementsAt(): usize {
  return statements.at
}

export function instructionCount(): i32 {
  return instructions.count
}

export function instructionsAt(): usize {
  return instructions.at
}

export function microOpCount(): i32 {
  return words.count
}

export function microOpsAt(): usize {
  return words.at
}

/** Byte address of the regions of A (0) or B (1), seven words each: regions.ts. */
export function regionsAt(buffer: i32): usize {
  return buffer == 0 ? ringA.at : ringB.at
}
