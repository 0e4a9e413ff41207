import type { Database } from 'better-sqlite3'
import type { GroupedWriter } from './grouped-writer.js'
import { tuningNumber } from './ids.js'
import { pageOf, readCursor, type Page, type PageRequest } from './page.js'
import {
  tuningResultSchema,
  type Counts,
  type Progress,
  type TuningKey,
  type TuningRecord,
  type TuningResult,
  type TuningState,
  type WarmStart,
} from './records.js'
import { keyRow, record, type Row } from './tuning-rows.js'
import { prepareTunings, type TuningStatements } from './tuning-statements.js'

/** What a page of tunings is narrowed to. */
export interface TuningFilter {
  readonly workload_id?: string | undefined
  readonly state?: TuningState | undefined
}

/** How a tuning ended. */
export type Ending =
  | { readonly state: 'finished'; readonly result: TuningResult }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'cancelled' }

/** Tunings and the queue of those that wait; newest first in pages. */
export class Tunings {
  readonly #db: Database
  readonly #writer: GroupedWriter
  readonly #sql: TuningStatements

  constructor(db: Database, writer: GroupedWriter) {
    this.#db = db
    this.#writer = writer
    this.#sql = prepareTunings(db)
  }

  /**
   * A new tuning at the end of the queue; one that is measured outside needs no turn and runs at once. Its workload and
   * hardware must be stored already.
   * @param alongside is done in the same transaction, with the tuning's number.
   */
  add(
    key: TuningKey,
    { priority, client, retain }: Pick<TuningRecord, 'priority' | 'client' | 'retain'>,
    alongside: (number: number) => void = () => {},
  ): TuningRecord {
    const state = key.kind === 'outside' ? 'running' : 'queued'
    const row = { ...keyRow(key), client, priority, retain, state, created_at: Date.now() } as const
    const number = this.#writer.now(() => {
      const added = Number(this.#sql.insert.run(row).lastInsertRowid)
      alongside(added)
      return added
    })
    return this.#existing(number)
  }

  get(id: string): TuningRecord | null {
    const number = tuningNumber(id)
    const row = number === null ? undefined : this.#sql.byNumber.get(number)
    return row ? record(row) : null
  }

  /** The newest tuning of this key that waits, runs or has finished. */
  findSame(key: TuningKey): TuningRecord | null {
    const row = this.#sql.same.get(keyRow(key))
    return row ? record(row) : null
  }

  /**
   * The tuning that is to run next: the highest priority; of those one that a stop interrupted; then clients take turns,
   * who has waited longest for a start first; and of a client's own the oldest.
   */
  nextInLine(): TuningRecord | null {
    const row = this.#sql.next.get()
    return row ? record(row) : null
  }

  queuedCount(): number {
    return this.#sql.queued.get() ?? 0
  }

  /** Says what a tuning begins with. */
  beginWith(id: string, starts: readonly WarmStart[]): TuningRecord {
    const number = requireNumber(id)
    this.#writer.now(() => this.#sql.warmFrom.run(JSON.stringify(starts), number))
    return this.#existing(number)
  }

  /** From queued to running. */
  start(id: string): TuningRecord {
    const number = requireNumber(id)
    this.#writer.now(() => this.#sql.start.run(Date.now(), number))
    return this.#existing(number)
  }

  /** From queued or running to an end, with `alongside` in the same transaction. */
  end(id: string, ending: Ending, alongside: () => void = () => {}): TuningRecord {
    const number = requireNumber(id)
    const row = {
      number,
      state: ending.state,
      finished_at: Date.now(),
      result: ending.state === 'finished' ? JSON.stringify(tuningResultSchema.parse(ending.result)) : null,
      error: ending.state === 'failed' ? ending.error : null,
    }
    this.#writer.now(() => {
      this.#sql.end.run(row)
      alongside()
    })
    return this.#existing(number)
  }

  /** Puts what ran back into the queue: at a stop, and after a process that ended without one. */
  requeueRunning(): void {
    this.#writer.now(() => this.#sql.requeue.run())
  }

  /** Raises a tuning's priority when it is lower. */
  raisePriority(id: string, priority: number): void {
    this.#writer.now(() => this.#sql.raise.run(priority, requireNumber(id), priority))
  }

  /** Writes how far a tuning is; to be called within a write. */
  writeProgress(number: number, counts: Counts, progress: Progress): void {
    this.#sql.progress.run(JSON.stringify(counts), JSON.stringify(progress), number)
  }

  /** A tuning that is over and whose log is longer than it should be kept; null when there is none. */
  nextToTrim(): TuningRecord | null {
    const row = this.#sql.toTrim.get()
    return row ? record(row) : null
  }

  /** Says what was dropped of a tuning's log, which is then as long as it should be. */
  writeDropped(id: string, dropped: Counts): TuningRecord {
    const number = requireNumber(id)
    this.#writer.now(() => this.#sql.dropped.run(JSON.stringify(dropped), number))
    return this.#existing(number)
  }

  page({ workload_id, state }: TuningFilter, { cursor, limit }: PageRequest): Page<TuningRecord> {
    const [before] = cursor === undefined ? [Number.MAX_SAFE_INTEGER] : readCursor(cursor, 1)
    const narrowed = [
      ...(workload_id === undefined ? [] : ['AND workload_id = @workload_id']),
      ...(state === undefined ? [] : ['AND state = @state']),
    ].join(' ')
    const rows = this.#db
      .prepare<
        { workload_id?: string | undefined; state?: string | undefined; before: number; limit: number },
        Row
      >(`SELECT * FROM tunings WHERE number < @before ${narrowed} ORDER BY number DESC LIMIT @limit`)
      .all({ workload_id, state, before, limit: limit + 1 })
    return pageOf(rows, limit, (row) => [row.number], record)
  }

  #existing(number: number): TuningRecord {
    const row = this.#sql.byNumber.get(number)
    if (!row) throw new Error(`tuning ${number} is not stored`)
    return record(row)
  }
}

function requireNumber(id: string): number {
  const number = tuningNumber(id)
  if (number === null) throw new Error(`"${id}" is not a tuning's id`)
  return number
}
