import { Beginnings, type Beginning } from './beginnings.js'
import { exact, type EpochSearch, type Found, type Grain, type Label } from './epochs.js'
import { Heap } from './heap.js'

/**
 * A search, that can be taken up again, for the least cycles of the programs of a form that take from `low` to `high`
 * cycles besides those of instructions: of fetch, of compute besides iterations, and of LOADs that bridge gaps.
 */
export class Walk {
  /** Beginnings that were looked at so far. */
  looked = 0

  private readonly heap = new Heap<Label>(
    (a, b) => a.cycles - b.cycles || a.beginning.missing - b.beginning.missing,
  )
  private readonly seen: Beginnings
  private limit = Infinity
  /** Cycles that nothing yet to be found is below. */
  private sure = 0

  /** @param grain what beginnings are told apart by: by default all that matters. */
  constructor(
    private readonly search: EpochSearch,
    private readonly low: number,
    private readonly high: number,
    private readonly grain: Grain = exact,
  ) {
    const { form, start } = search
    this.seen = new Beginnings(form.computeCycles + form.longestDrain > low)
    this.add(start)
  }

  /**
   * The least that programs come to which were not ruled out. Null when none takes less than `limit`.
   * @param until cycles above which it need not be known better.
   * @param most beginnings that are looked at, now and before, until it need not be.
   */
  least(until: number, limit: number, most: number): Found | null {
    const { heap, search, seen, grain, high } = this
    this.limit = limit
    for (;;) {
      const label = heap.pop()
      if (label === undefined || label.cycles >= limit) return null
      this.sure = Math.max(this.sure, label.cycles)
      if (label.whole || label.cycles > until || this.looked >= most) {
        heap.push(label)
        return label
      }
      if (seen.beatSince(label.beginning, this.sure)) continue
      this.looked++
      search.follow(label, grain, (beginning) => this.add(beginning))
      const whole = search.whole(label, high)
      if (whole) heap.push(whole)
    }
  }

  private add(beginning: Beginning): void {
    const { form } = this.search
    if (!form.form.wrapped && beginning.tally.instructions > form.costs.batch) return
    if (this.seen.beat(beginning, this.sure)) return
    const label = this.search.label(beginning, this.low, this.high)
    if (label.cycles >= this.limit) return
    this.seen.keep(beginning)
    this.heap.push(label)
  }
}
