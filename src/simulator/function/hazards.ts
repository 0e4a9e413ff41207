import * as f from '../../isa/fields.js'
import { dstOf } from '../../isa/micro-op.js'

/** The source index as the assertion of the tensor form sees it: micro-op bits 11-31 plus the loops' offset. */
const fullSource = (word: number, offset: number): number => ((word >>> 11) + offset) & 0x3fffff

/**
 * How often the hardware's assertion fires in the ALU instruction at `words[at]` (timing.md 12, "ALU hazard"): the
 * number of iterations whose destination (immediate form) or full source index (tensor form) is the destination of the
 * iteration just before.
 */
export function countHazards(words: Uint32Array, at: number, uops: Uint32Array, accDepth: number): number {
  const immediate = f.useImmediateAt(words, at) === 1
  const uopBegin = f.uopBeginAt(words, at)
  const uopEnd = uopBegin + f.uopRoundsAt(words, at)
  const outer = f.loopOutRoundsAt(words, at)
  const inner = f.loopInRoundsAt(words, at)
  const [dstOut, srcOut] = [f.dstOutAt(words, at), f.srcOutAt(words, at)]
  const [dstIn, srcIn] = [f.dstInAt(words, at), f.srcInAt(words, at)]
  const mask = accDepth - 1
  let firings = 0
  let previous = -1
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const dstBase = o * dstOut + i * dstIn
      const srcBase = o * srcOut + i * srcIn
      for (let u = uopBegin; u < uopEnd; u++) {
        const word = uops[u < uops.length ? u : u % uops.length]
        const dst = (dstOf(word) + dstBase) & mask
        const compared = immediate ? dst : fullSource(word, srcBase)
        if (compared === previous) firings++
        previous = dst
      }
    }
  }
  return firings
}
