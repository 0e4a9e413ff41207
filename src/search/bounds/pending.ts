/**
 * Outputs that the kinds of passes have yet to do at least, for reasons other than what is missing; the fewest first.
 * The same numbers are the same object, which keeps what is known of them.
 */
export class Pending {
  /** Iterations that are left, by what is missing. */
  readonly work = new Map<number, number>()
  private readonly next = new Map<number, Pending | null>()

  private constructor(
    readonly outputs: readonly number[],
    private readonly known: Map<string, Pending>,
  ) {}

  /** Nothing has started: each kind has all outputs to do. */
  static ofAll(kinds: number, all: number): Pending {
    const outputs = Array.from({ length: kinds }, () => all)
    return new Pending(outputs, new Map<string, Pending>())
  }

  /**
   * What there is to do when some kinds have started, on all outputs but `touched`: those that had most to do. Null when
   * that is not less.
   */
  started(touched: number, kinds: number): Pending | null {
    const key = touched * (this.outputs.length + 1) + kinds
    const known = this.next.get(key)
    if (known !== undefined) return known
    const waiting = this.outputs.length - kinds
    const isLess = touched < this.outputs[waiting]
    const found = isLess
      ? this.of(this.outputs.slice().copyWithin(kinds, 0, waiting).fill(touched, 0, kinds))
      : null
    this.next.set(key, found)
    return found
  }

  /** Whether no kind has more to do than in another. */
  isNoMore(other: Pending): boolean {
    if (other === this) return true
    const { outputs } = other
    for (let i = 0; i < outputs.length; i++) if (this.outputs[i] > outputs[i]) return false
    return true
  }

  private of(outputs: readonly number[]): Pending {
    const { known } = this
    const name = outputs.join()
    const found = known.get(name) ?? new Pending(outputs, known)
    known.set(name, found)
    return found
  }
}
