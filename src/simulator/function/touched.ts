/**
 * The set of elements that one index of a GEMM or ALU instruction takes: micro-op field + o x out + i x in, modulo the
 * scratchpad's depth. Grown loop by loop, so that repeated elements are met once and no loop need run longer than
 * the depth, after which it repeats.
 */
export class TouchedElements {
  /** The elements, the first `count` of the list, in the order they were found. */
  readonly elements: Int32Array
  count = 0
  /** By element: the set it was last put in. */
  private readonly set: Int32Array
  private current = 0

  /** @param depth of the deepest scratchpad asked about. */
  constructor(depth: number) {
    this.elements = new Int32Array(depth)
    this.set = new Int32Array(depth)
  }

  /**
   * Collects the elements of one index.
   * @param uops micro-op words, of which [begin, begin + rounds) are run, wrapping at their number
   * @param shift, mask the index's field in a micro-op
   */
  collect(
    uops: Uint32Array,
    begin: number,
    rounds: number,
    shift: number,
    mask: number,
    outer: number,
    out: number,
    inner: number,
    step: number,
    depth: number,
  ): void {
    this.count = 0
    this.current++
    const distinct = Math.min(rounds, uops.length)
    for (let u = 0; u < distinct; u++) {
      const at = begin + u
      this.add(((uops[at < uops.length ? at : at % uops.length] >>> shift) & mask) % depth)
    }
    this.spread(inner, step, depth)
    this.spread(outer, out, depth)
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
    if (this.set[element] === this.current) return
    this.set[element] = this.current
    this.elements[this.count++] = element
  }
}
