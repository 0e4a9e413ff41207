/** A number for each byte address, kept as disjoint half-open intervals by rising address; 0 where none was set. */
export class IntervalMap {
  private starts: number[] = []
  private ends: number[] = []
  private values: number[] = []

  clear(): void {
    this.starts = []
    this.ends = []
    this.values = []
  }

  /** Sets the value of [from, to). */
  assign(from: number, to: number, value: number): void {
    const first = this.firstEndingAfter(from)
    let last = first
    while (last < this.starts.length && this.starts[last] < to) last++
    const starts = [from]
    const ends = [to]
    const values = [value]
    if (last > first && this.starts[first] < from) {
      starts.unshift(this.starts[first])
      ends.unshift(from)
      values.unshift(this.values[first])
    }
    if (last > first && this.ends[last - 1] > to) {
      starts.push(to)
      ends.push(this.ends[last - 1])
      values.push(this.values[last - 1])
    }
    this.starts.splice(first, last - first, ...starts)
    this.ends.splice(first, last - first, ...ends)
    this.values.splice(first, last - first, ...values)
  }

  /** Visits the intervals that meet [from, to): value, and the first address they share with it. */
  visit(from: number, to: number, visitor: (value: number, address: number) => void): void {
    for (let i = this.firstEndingAfter(from); i < this.starts.length && this.starts[i] < to; i++) {
      visitor(this.values[i], Math.max(from, this.starts[i]))
    }
  }

  private firstEndingAfter(address: number): number {
    let low = 0
    let high = this.ends.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ends[middle] > address) high = middle
      else low = middle + 1
    }
    return low
  }
}
