import { type Hardware, type Scratchpad, scratchpads } from '../../hardware/hardware.js'
import * as f from '../../isa/fields.js'
import { Findings } from './findings.js'
import { type IndexField, indexField, type MicroOpRanges } from './micro-op-ranges.js'

/**
 * Scratchpad indices that wrap at the depth (timing.md 12.15). One is counted for each instruction and scratchpad,
 * an ALU's two operands being one.
 */
export class Wraps {
  readonly findings = new Findings()

  constructor(private readonly hardware: Hardware) {}

  /** A LOAD or STORE of a block of elements, pads included. */
  transfer(instruction: number, memory: number, first: number, elements: number): void {
    this.check(instruction, scratchpads[memory], first + elements - 1)
  }

  /** A GEMM whose micro-ops have been looked at. */
  gemm(instruction: number, words: Uint32Array, at: number, uops: MicroOpRanges): void {
    this.microOps(instruction, words, at)
    const { dst, src, wgt } = indexField
    this.check(instruction, 'acc', highest(words, at, uops, dst, f.dstOutAt(words, at), f.dstInAt(words, at)))
    if (f.resetAt(words, at) === 1) return
    this.check(instruction, 'inp', highest(words, at, uops, src, f.srcOutAt(words, at), f.srcInAt(words, at)))
    this.check(instruction, 'wgt', highest(words, at, uops, wgt, f.wgtOutAt(words, at), f.wgtInAt(words, at)))
  }

  /** An ALU whose micro-ops have been looked at. */
  alu(instruction: number, words: Uint32Array, at: number, uops: MicroOpRanges): void {
    this.microOps(instruction, words, at)
    const { dst, src } = indexField
    const written = highest(words, at, uops, dst, f.dstOutAt(words, at), f.dstInAt(words, at))
    const read = highest(words, at, uops, src, f.srcOutAt(words, at), f.srcInAt(words, at))
    this.check(instruction, 'acc', Math.max(written, read))
  }

  private microOps(instruction: number, words: Uint32Array, at: number): void {
    this.check(instruction, 'uop', f.uopBeginAt(words, at) + f.uopRoundsAt(words, at) - 1)
  }

  private check(instruction: number, pad: Scratchpad, index: number): void {
    const depth = this.hardware.depth[pad]
    if (index < depth) return
    this.findings.add(instruction, () => `${pad}[${index}] wraps: ${pad} has ${depth} elements`)
  }
}

/** The highest index that a GEMM or ALU instruction computes from one field of its micro-ops, before it wraps. */
const highest = (
  words: Uint32Array,
  at: number,
  uops: MicroOpRanges,
  field: IndexField,
  out: number,
  step: number,
): number =>
  uops.highest(f.uopBeginAt(words, at), field) +
  (f.loopOutRoundsAt(words, at) - 1) * out +
  (f.loopInRoundsAt(words, at) - 1) * step
