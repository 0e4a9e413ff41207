import { findStretches, stretch } from '../repeats/find'
import { instructions } from './instructions'
import { words } from './micro-ops'

/** The compiler's hot part, from nest to statements to instructions: what src/compiler/compile.ts loads. */
export * from './front-end'
export { unroll } from './unroll'
export { synchronize } from './synchronize'
export { digest } from './digest'
export { setSignatures } from '../repeats/signature'

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

/** Finds the stretches in which the program repeats. Returns how many there are. */
export function findRepeats(dramBytes: f64): u32 {
  return findStretches(instructions.at, instructions.count, <u64>dramBytes)
}

export function stretchesAt(): usize {
  return changetype<usize>(stretch(0))
}
