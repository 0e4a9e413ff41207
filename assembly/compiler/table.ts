/*
 * Rows of a record, one behind the other. Tables are kept from program to program: a row's address is good until
 * its table has to grow.
 */
export class Table<T> {
  at: usize = 0
  count: i32 = 0
  private capacity: i32 = 0

  @inline
  get(i: i32): T {
    return changetype<T>(this.at + <usize>i * offsetof<T>())
  }

  /** A new last row; what is in it is not defined. */
  @inline
  push(): T {
    if (this.count == this.capacity) this.reserve(this.count + 1)
    return this.get(this.count++)
  }

  /** Makes room for so many rows, twice as many at least as there was when there was none. */
  reserve(rows: i32): void {
    if (rows <= this.capacity) return
    const capacity = max(max(64, rows), this.capacity * 2)
    const at = heap.alloc(<usize>capacity * offsetof<T>())
    memory.copy(at, this.at, <usize>this.capacity * offsetof<T>())
    this.at = at
    this.capacity = capacity
  }
}

/** A table's row of one number. */
export class Number {
  value: i32
}
