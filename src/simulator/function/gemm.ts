import type { Hardware } from '../../hardware/hardware.js'
import * as f from '../../isa/fields.js'
import { dstOf, srcOf, wgtOf } from '../../isa/micro-op.js'
import type { GemmKernel } from './gemm-kernel.js'
import type { Scratchpads } from './scratchpads.js'

/**
 * Executes the GEMM at `words[at]`: the innermost loop is over micro-ops; every index wraps at its scratchpad's depth, a
 * power of two but for UOP's (timing.md 9, 13). The reset form zeroes ACC and leaves OUT alone.
 */
export function runGemm(
  words: Uint32Array,
  at: number,
  pads: Scratchpads,
  kernel: GemmKernel,
  { depth }: Hardware,
): void {
  const { uop, acc, block } = pads
  const reset = f.resetAt(words, at) === 1
  const uopBegin = f.uopBeginAt(words, at)
  const uopEnd = uopBegin + f.uopRoundsAt(words, at)
  const [dstOut, srcOut, wgtOut] = [f.dstOutAt(words, at), f.srcOutAt(words, at), f.wgtOutAt(words, at)]
  const [dstIn, srcIn, wgtIn] = [f.dstInAt(words, at), f.srcInAt(words, at), f.wgtInAt(words, at)]
  const outer = f.loopOutRoundsAt(words, at)
  const inner = f.loopInRoundsAt(words, at)
  const accMask = depth.acc - 1
  const inpMask = depth.inp - 1
  const wgtMask = depth.wgt - 1
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const dstBase = o * dstOut + i * dstIn
      const srcBase = o * srcOut + i * srcIn
      const wgtBase = o * wgtOut + i * wgtIn
      for (let u = uopBegin; u < uopEnd; u++) {
        const word = uop[u < uop.length ? u : u % uop.length]
        const dst = (dstOf(word) + dstBase) & accMask
        if (reset) acc.fill(0, dst * block, (dst + 1) * block)
        else kernel.multiply(dst, (srcOf(word) + srcBase) & inpMask, (wgtOf(word) + wgtBase) & wgtMask)
      }
    }
  }
}
