import { instructions } from './instructions'
import { words } from './micro-ops'

/** The compiler's hot part, from nest to statements to instructions: what src/compiler/compile.ts loads. */
export * from './front-end'
export { unroll } from './unroll'
export { synchronize } from './synchronize'
export { digest } from './digest'

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
