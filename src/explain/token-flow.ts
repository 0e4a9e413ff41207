import { popNextAt, popPrevAt, pushNextAt, pushPrevAt } from '../isa/fields.js'
import { moduleOf } from '../isa/module-of.js'
import { wordsPerInstruction } from '../isa/program.js'

/** By instruction, the one whose token it takes from its previous and from its next module; -1 where it takes none. */
export interface TokenFlow {
  readonly fromPrev: Int32Array
  readonly fromNext: Int32Array
}

/**
 * Matches tokens: modules run in program order, so a counter's k-th pop takes what its k-th push gave. Holds for
 * programs that lose no token to a full counter (timing.md 5).
 */
export function tokenFlow(words: Uint32Array): TokenFlow {
  const count = words.length / wordsPerInstruction
  const fromPrev = new Int32Array(count).fill(-1)
  const fromNext = new Int32Array(count).fill(-1)
  // Pushes from module i to module i + 1, and from module i + 1 to module i, taken from the front.
  const down: number[][] = [[], []]
  const up: number[][] = [[], []]
  for (let i = 0; i < count; i++) {
    const at = i * wordsPerInstruction
    const module = moduleOf(words, at)
    if (pushNextAt(words, at)) down[module]?.push(i)
    if (pushPrevAt(words, at)) up[module - 1]?.push(i)
  }
  const taken = { down: [0, 0], up: [0, 0] }
  for (let i = 0; i < count; i++) {
    const at = i * wordsPerInstruction
    const module = moduleOf(words, at)
    if (popPrevAt(words, at) && module > 0) fromPrev[i] = down[module - 1][taken.down[module - 1]++] ?? -1
    if (popNextAt(words, at) && module >= 0 && module < 2) fromNext[i] = up[module][taken.up[module]++] ?? -1
  }
  return { fromPrev, fromNext }
}
