/*
 * Rows of a record, one behind the other. Tables are kept from program to program: a row's address is good until
 * its table has to grow. A table itself lies at a fixed place, so that its fields are one load away:
 * `changetype<Table<T>>(memory.data(tableBytes))`.
 */
export class Table<T> {
  at: usize
  count: i32
  private room: i32

  @inline
  get(i: i32): T {
    return changetype<T>(this.at + <usize>i * offsetof<T>())
  }

  /** A new last row; what is in it is not defined. */
  @inline
  push(): T {
    const row = this.count
    if (row == this.room) this.reserve(row + 1)
    this.count = row + 1
    return this.get(row)
  }

  /** Makes room for so many rows, twice as many at least as there was when there was none. */
  reserve(rows: i32): void {
    if (rows <= this.room) return
    const capacity = max(max(64, rows), this.room * 2)
    const at = heap.alloc(<usize>capacity * offsetof<T>())
    memory.copy(at, this.at, <usize>this.room * offsetof<T>())
    this.at = at
    this.room = capacity
  }
}

export const tableBytes = 12

/** A table's row of one number. */
export class Number {
  value: i32
}
