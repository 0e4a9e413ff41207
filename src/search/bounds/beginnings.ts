/** Beginnings that a new one is compared with. */
const compared = 500

/** Numbers for each of many beginnings, row by row. */
interface Rows {
  values: Float64Array
  count: number
}

/**
 * Beginnings of programs, each as numbers of which less is better: one is beaten by another of the same key that has
 * more of nothing.
 */
export class Beginnings {
  private readonly rows = new Map<number, Rows>()

  /** @param width numbers of a beginning. */
  constructor(private readonly width: number) {}

  /** Whether a beginning is beaten by one that was kept. The latest are looked at first: they are the likeliest to be better. */
  beat(key: number, row: Float64Array): boolean {
    const { width } = this
    const rows = this.rows.get(key)
    if (!rows) return false
    const { values, count } = rows
    const end = Math.max(0, count - compared) * width
    for (let at = (count - 1) * width; at >= end; at -= width) {
      let i = 0
      while (i < width && values[at + i] <= row[i]) i++
      if (i === width) {
        this.moveToEnd(rows, at)
        return true
      }
    }
    return false
  }

  private moveToEnd({ values, count }: Rows, at: number): void {
    const { width } = this
    for (let i = at, last = (count - 1) * width; i < at + width; i++, last++) {
      const value = values[i]
      values[i] = values[last]
      values[last] = value
    }
  }

  keep(key: number, row: Float64Array): void {
    const { width } = this
    const rows = this.rows.get(key) ?? { values: new Float64Array(16 * width), count: 0 }
    this.rows.set(key, rows)
    if (rows.values.length === rows.count * width) {
      const longer = new Float64Array(2 * rows.values.length)
      longer.set(rows.values)
      rows.values = longer
    }
    rows.values.set(row, rows.count++ * width)
  }
}
