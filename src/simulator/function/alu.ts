import type { Hardware } from '../../hardware/hardware.js'
import * as f from '../../isa/fields.js'
import { dstOf, srcOf } from '../../isa/micro-op.js'
import type { Scratchpads } from './scratchpads.js'

/** What one ALU instruction does to an element, its fields read once. */
interface Operation {
  readonly op: f.AluOp
  /** The second operand is `immediate`, the first ACC[src]; otherwise they are ACC[dst] and ACC[src]. */
  readonly useImmediate: boolean
  readonly immediate: number
  /** SHR shifts left by its negated operand: by the immediate field's sign, in the tensor form too. */
  readonly shiftLeft: boolean
}

const operationAt = (words: Uint32Array, at: number): Operation => ({
  op: f.aluOps[f.aluOpAt(words, at)],
  useImmediate: f.useImmediateAt(words, at) === 1,
  immediate: f.immediateAt(words, at),
  shiftLeft: f.immediateAt(words, at) < 0,
})

/** JavaScript's shifts take the low 5 bits of their right side, as the hardware does. */
function apply({ op, shiftLeft }: Operation, a: number, b: number): number {
  switch (op) {
    case 'min':
      return Math.min(a, b)
    case 'max':
      return Math.max(a, b)
    case 'add':
      return (a + b) | 0
    case 'shr':
      return shiftLeft ? a << -b : a >> b
  }
}

/**
 * The ALU. An iteration reads ACC[src] before the iteration just before it has written (timing.md 12, "ALU hazard"):
 * where that one's destination is this one's source, the content from before is kept in a spare ACC element, and read
 * there. ACC[dst] of the tensor form is read later, and is up to date.
 */
export class Alu {
  /** Spare ACC elements, taken in turn; `stale` is the one that the next iteration reads, -1 for none. */
  private spare: number
  private stale = -1

  constructor(
    private readonly pads: Scratchpads,
    private readonly hardware: Hardware,
  ) {
    this.spare = hardware.depth.acc
  }

  /** Executes the ALU instruction at `words[at]`. */
  run(words: Uint32Array, at: number): void {
    const operation = operationAt(words, at)
    const { uop } = this.pads
    const { depth } = this.hardware
    const uopBegin = f.uopBeginAt(words, at)
    const uopEnd = uopBegin + f.uopRoundsAt(words, at)
    const [dstOut, srcOut] = [f.dstOutAt(words, at), f.srcOutAt(words, at)]
    const [dstIn, srcIn] = [f.dstInAt(words, at), f.srcInAt(words, at)]
    const outer = f.loopOutRoundsAt(words, at)
    const inner = f.loopInRoundsAt(words, at)
    const mask = depth.acc - 1
    this.stale = -1
    let dst = -1
    let src = -1
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const dstBase = o * dstOut + i * dstIn
        const srcBase = o * srcOut + i * srcIn
        for (let u = uopBegin; u < uopEnd; u++) {
          const word = uop[u < uop.length ? u : u % uop.length]
          const nextSrc = (srcOf(word) + srcBase) & mask
          if (dst >= 0) this.iterate(operation, dst, src, nextSrc)
          dst = (dstOf(word) + dstBase) & mask
          src = nextSrc
        }
      }
    }
    this.iterate(operation, dst, src, -1)
  }

  private iterate(operation: Operation, dst: number, src: number, nextSrc: number): void {
    const source = this.stale >= 0 ? this.stale : src
    this.stale = nextSrc === dst ? this.keep(dst) : -1
    if (operation.useImmediate) this.immediate(operation, dst, source)
    else this.tensor(operation, dst, source)
  }

  /** Copies an ACC element to the spare that is not being read, and says where it is. */
  private keep(dst: number): number {
    const { acc, block } = this.pads
    const first = this.hardware.depth.acc
    this.spare = this.spare === first ? first + 1 : first
    acc.copyWithin(this.spare * block, dst * block, (dst + 1) * block)
    return this.spare
  }

  private immediate(operation: Operation, dst: number, src: number): void {
    const { acc, out, block } = this.pads
    const to = dst * block
    const from = src * block
    for (let j = 0; j < block; j++) {
      const result = apply(operation, acc[from + j], operation.immediate)
      acc[to + j] = result
      out[to + j] = result
    }
  }

  private tensor(operation: Operation, dst: number, src: number): void {
    const { acc, out, block } = this.pads
    const to = dst * block
    const from = src * block
    for (let j = 0; j < block; j++) {
      const result = apply(operation, acc[to + j], acc[from + j])
      acc[to + j] = result
      out[to + j] = result
    }
  }
}
