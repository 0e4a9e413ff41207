import type { IndexField, MicroOpRanges } from './micro-op-ranges.js'
import { irregular } from './micro-op-ranges.js'

/** How one index of a GEMM or ALU instruction runs: field of its micro-ops + o x out + i x step. */
export interface IndexPattern {
  field: IndexField
  begin: number
  rounds: number
  outer: number
  out: number
  inner: number
  step: number
}

/**
 * The set of elements that an index takes, modulo the scratchpad's depth. Most patterns walk a tile that lies in one
 * piece: that is seen from the strides alone. Others are listed, grown loop by loop, so that repeated elements are met
 * once and no loop need run longer than the depth, after which it repeats.
 */
export class IndexSet {
  /** The set is [first, first + count), wrapping at the depth; otherwise the first `count` of `elements`. */
  isRange = false
  first = 0
  count = 0
  readonly elements: Int32Array
  /** By element: the set it was last listed for. */
  private readonly listed: Int32Array
  private current = 0
  /** Strides and counts of the loops that move the index, by rising stride. */
  private readonly strides = new Int32Array(3)
  private readonly counts = new Int32Array(3)
  private loops = 0

  /** @param depth of the deepest scratchpad asked about. */
  constructor(depth: number) {
    this.elements = new Int32Array(depth)
    this.listed = new Int32Array(depth)
  }

  /** Collects the elements of an index, whose micro-ops have been looked at. */
  collect(pattern: IndexPattern, uops: MicroOpRanges, depth: number): void {
    const reach = this.reach(pattern, uops)
    this.isRange = reach > 0
    if (this.isRange) {
      const { begin, field, rounds } = pattern
      const step = uops.step(begin, field)
      const first = uops.first(begin, field)
      this.first = step < 0 ? first + step * (Math.min(rounds, uops.words.length) - 1) : first
      this.count = Math.min(reach, depth)
    } else this.list(pattern, uops, depth)
  }

  /** Length of the one piece that the pattern covers, 0 when it leaves gaps. */
  private reach(p: IndexPattern, uops: MicroOpRanges): number {
    const step = uops.step(p.begin, p.field)
    if (step === irregular) return 0
    this.loops = 0
    this.addLoop(Math.abs(step), Math.min(p.rounds, uops.words.length))
    this.addLoop(p.step, p.inner)
    this.addLoop(p.out, p.outer)
    let reach = 1
    for (let n = 0; n < this.loops; n++) {
      if (this.strides[n] > reach) return 0
      reach += this.strides[n] * (this.counts[n] - 1)
    }
    return reach
  }

  private addLoop(stride: number, count: number): void {
    if (stride === 0 || count === 1) return
    let n = this.loops++
    for (; n > 0 && this.strides[n - 1] > stride; n--) {
      this.strides[n] = this.strides[n - 1]
      this.counts[n] = this.counts[n - 1]
    }
    this.strides[n] = stride
    this.counts[n] = count
  }

  private list(p: IndexPattern, { words }: MicroOpRanges, depth: number): void {
    this.count = 0
    this.current++
    const shift = 11 * p.field
    const distinct = Math.min(p.rounds, words.length)
    for (let n = 0; n < distinct; n++) {
      const word = words[(p.begin + n) % words.length]
      this.add(((word >>> shift) & 0x7ff) % depth)
    }
    this.spread(p.inner, p.step, depth)
    this.spread(p.outer, p.out, depth)
  }

  /** Adds each element so far, moved by 1 to rounds - 1 steps. */
  private spread(rounds: number, step: number, depth: number): void {
    const { elements, count } = this
    const repeat = step % depth === 0 ? 1 : Math.min(rounds, depth)
    for (let i = 1; i < repeat && this.count < depth; i++) {
      const offset = (i * step) % depth
      for (let n = 0; n < count; n++) {
        const moved = elements[n] + offset
        this.add(moved < depth ? moved : moved - depth)
      }
    }
  }

  private add(element: number): void {
    if (this.listed[element] === this.current) return
    this.listed[element] = this.current
    this.elements[this.count++] = element
  }
}
