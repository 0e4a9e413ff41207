import type { Database } from 'better-sqlite3'
import { writeError } from './not-written.js'

/**
 * A commit costs as much as some rows, so rows wait for company this long: half a millisecond's work while a tuning runs. By
 * then the thread has looked for requests; only when more rows come at once are they committed where they come.
 */
const groupRows = 64
const groupMilliseconds = 25

type Write = () => void

export interface WriterParts {
  /** Called behind every commit. */
  readonly committed?: () => void
  /** Whether a commit would have to wait now, for a few dozen milliseconds: groups are committed after that. */
  readonly mustWait?: () => boolean
}

/**
 * The one writer of a database. What goes through `soon` shares a transaction with its neighbours; what goes
 * through `now` is committed when the call returns, after everything that came before it. A group that cannot be
 * committed is lost as a whole, and whoever next calls `soon` or `flush` is told.
 */
export class GroupedWriter {
  readonly #transaction: (writes: readonly Write[]) => void
  readonly #parts: Required<WriterParts>
  #waiting: Write[] = []
  #waitingRows = 0
  #timer: NodeJS.Timeout | null = null
  #failure: unknown = null

  constructor(db: Database, { committed = () => {}, mustWait = () => false }: WriterParts = {}) {
    const transaction = db.transaction((writes: readonly Write[]) => {
      for (const write of writes) write()
    })
    this.#transaction = (writes) => {
      try {
        transaction.immediate(writes)
      } catch (error) {
        throw writeError(db.name, error)
      }
    }
    this.#parts = { committed, mustWait }
  }

  #commit(writes: readonly Write[]): void {
    this.#transaction(writes)
    this.#parts.committed()
  }

  /** Queues a write of `rows` rows. @throws what lost the group before. */
  soon(rows: number, write: Write): void {
    this.#throwFailure()
    this.#waiting.push(write)
    this.#waitingRows += rows
    if (this.#waitingRows >= groupRows && !this.#parts.mustWait()) this.flush()
    else this.#startTimer()
  }

  #startTimer(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      if (this.#parts.mustWait()) this.#startTimer()
      else this.#commitGroup()
    }, groupMilliseconds).unref()
  }

  /** Commits what waits, and then this write. @throws NotWritten; what else SQLite throws at this write. */
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
