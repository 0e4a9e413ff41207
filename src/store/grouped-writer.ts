import type { Database } from 'better-sqlite3'

/**
 * A commit costs as much as some rows, so rows wait for company this long: half a millisecond's work while a tuning runs. By
 * then the thread has looked for requests; only when more rows come at once are they committed where they come.
 */
const groupRows = 64
const groupMilliseconds = 25

type Write = () => void

/**
 * The one writer of a database. What goes through `soon` shares a transaction with its neighbours; what goes
 * through `now` is committed when the call returns, after everything that came before it. A group that cannot be
 * committed is lost as a whole, and whoever next calls `soon` or `flush` is told.
 */
export class GroupedWriter {
  readonly #transaction: (writes: readonly Write[]) => void
  readonly #committed: () => void
  #waiting: Write[] = []
  #waitingRows = 0
  #timer: NodeJS.Timeout | null = null
  #failure: unknown = null

  /** @param committed is called behind every commit. */
  constructor(db: Database, committed: () => void = () => {}) {
    const transaction = db.transaction((writes: readonly Write[]) => {
      for (const write of writes) write()
    })
    this.#transaction = (writes) => transaction.immediate(writes)
    this.#committed = committed
  }

  #commit(writes: readonly Write[]): void {
    this.#transaction(writes)
    this.#committed()
  }

  /** Queues a write of `rows` rows. @throws what lost the group before. */
  soon(rows: number, write: Write): void {
    this.#throwFailure()
    this.#waiting.push(write)
    this.#waitingRows += rows
    if (this.#waitingRows >= groupRows) this.flush()
    else this.#timer ??= setTimeout(() => this.#commitGroup(), groupMilliseconds).unref()
  }

  /** Commits what waits, and then this write. @throws what SQLite throws at this write. */
  now<Result>(write: () => Result): Result {
    this.#commitGroup()
    const results: Result[] = []
    this.#commit([() => void results.push(write())])
    return results[0]
  }

  /** Commits what waits. @throws what lost this group or the one before. */
  flush(): void {
    this.#commitGroup()
    this.#throwFailure()
  }

  #commitGroup(): void {
    const writes = this.#waiting
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#waiting = []
    this.#waitingRows = 0
    if (writes.length === 0) return
    try {
      this.#commit(writes)
    } catch (error) {
      this.#failure = error
    }
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = null
    if (failure !== null) throw failure
  }
}
