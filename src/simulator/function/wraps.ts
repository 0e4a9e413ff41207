import { type Hardware, type Scratchpad, scratchpads } from '../../hardware/hardware.js'
import * as f from '../../isa/fields.js'
import { Findings } from './findings.js'

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

  gemm(instruction: number, words: Uint32Array, at: number, uops: Uint32Array): void {
    this.microOps(instruction, words, at)
    this.check(
      instruction,
      'acc',
      highest(words, at, uops, 0, 0x7ff, f.dstOutAt(words, at), f.dstInAt(words, at)),
    )
    if (f.resetAt(words, at) === 1) return
    this.check(
      instruction,
      'inp',
      highest(words, at, uops, 11, 0x7ff, f.srcOutAt(words, at), f.srcInAt(words, at)),
    )
    this.check(
      instruction,
      'wgt',
      highest(words, at, uops, 22, 0x3ff, f.wgtOutAt(words, at), f.wgtInAt(words, at)),
    )
  }

  alu(instruction: number, words: Uint32Array, at: number, uops: Uint32Array): void {
    this.microOps(instruction, words, at)
    const dst = highest(words, at, uops, 0, 0x7ff, f.dstOutAt(words, at), f.dstInAt(words, at))
    const src = highest(words, at, uops, 11, 0x7ff, f.srcOutAt(words, at), f.srcInAt(words, at))
    this.check(instruction, 'acc', Math.max(dst, src))
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
function highest(
  words: Uint32Array,
  at: number,
  uops: Uint32Array,
  shift: number,
  mask: number,
  out: number,
  step: number,
): number {
  const begin = f.uopBeginAt(words, at)
  const rounds = Math.min(f.uopRoundsAt(words, at), uops.length)
  let field = 0
  for (let u = begin; u < begin + rounds; u++) {
    field = Math.max(field, (uops[u < uops.length ? u : u % uops.length] >>> shift) & mask)
  }
  return field + (f.loopOutRoundsAt(words, at) - 1) * out + (f.loopInRoundsAt(words, at) - 1) * step
}
