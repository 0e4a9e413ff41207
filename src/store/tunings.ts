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
import { keyRow, record, type KeyRow, type Row } from './tuning-rows.js'

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
  readonly #insert
  readonly #byNumber
  readonly #same
  readonly #next
  readonly #queued
  readonly #start
  readonly #end
  readonly #requeue
  readonly #raise
  readonly #progress
  readonly #warmFrom

  constructor(db: Database, writer: GroupedWriter) {
    this.#db = db
    this.#writer = writer
    this.#insert = db.prepare<KeyRow & Pick<Row, 'client' | 'priority' | 'state' | 'created_at'>>(
      `INSERT INTO tunings
         (kind, client, workload_id, hardware, strategy, seed, trials, seconds, warm_start, priority, state,
          created_at, counts)
       VALUES
         (@kind, @client, @workload_id, @hardware, @strategy, @seed, @trials, @seconds, @warm_start, @priority, @state,
          @created_at, '{}')`,
    )
    this.#byNumber = db.prepare<[number], Row>('SELECT * FROM tunings WHERE number = ?')
    this.#same = db.prepare<KeyRow, Row>(
      `SELECT * FROM tunings
       WHERE workload_id = @workload_id AND hardware = @hardware AND strategy = @strategy AND seed = @seed
         AND warm_start = @warm_start
         AND trials IS @trials AND seconds IS @seconds AND kind = @kind AND state IN ('queued', 'running', 'finished')
       ORDER BY number DESC LIMIT 1`,
    )
    this.#next = db.prepare<[], Row>(
      `SELECT * FROM tunings t WHERE state = 'queued'
       ORDER BY priority DESC, started_at IS NULL,
         (SELECT coalesce(max(started_at), 0) FROM tunings WHERE client = t.client), number
       LIMIT 1`,
    )
    this.#queued = db.prepare<[], number>(`SELECT count(*) FROM tunings WHERE state = 'queued'`).pluck()
    this.#start = db.prepare<[number, number]>(
      `UPDATE tunings SET state = 'running', started_at = coalesce(started_at, ?) WHERE number = ? AND state = 'queued'`,
    )
    this.#end = db.prepare<Pick<Row, 'number' | 'state' | 'finished_at' | 'result' | 'error'>>(
      `UPDATE tunings SET state = @state, finished_at = @finished_at, result = @result, error = @error
       WHERE number = @number AND state IN ('queued', 'running')`,
    )
    this.#requeue = db.prepare(
      `UPDATE tunings SET state = 'queued' WHERE state = 'running' AND kind <> 'outside'`,
    )
    this.#warmFrom = db.prepare<[string, number]>('UPDATE tunings SET warm_from = ? WHERE number = ?')
    this.#raise = db.prepare<[number, number, number]>(
      'UPDATE tunings SET priority = ? WHERE number = ? AND priority < ?',
    )
    this.#progress = db.prepare<[string, string, number]>(
      'UPDATE tunings SET counts = ?, progress = ? WHERE number = ?',
    )
  }

  /**
   * A new tuning at the end of the queue; one that is measured outside needs no turn and runs at once. Its workload and
   * hardware must be stored already.
   * @param alongside is done in the same transaction, with the tuning's number.
   */
  add(
    key: TuningKey,
    { priority, client }: Pick<TuningRecord, 'priority' | 'client'>,
    alongside: (number: number) => void = () => {},
  ): TuningRecord {
    const state = key.kind === 'outside' ? 'running' : 'queued'
    const row = { ...keyRow(key), client, priority, state, created_at: Date.now() } as const
    const number = this.#writer.now(() => {
      const added = Number(this.#insert.run(row).lastInsertRowid)
      alongside(added)
      return added
    })
    return this.#existing(number)
  }

  get(id: string): TuningRecord | null {
    const number = tuningNumber(id)
    const row = number === null ? undefined : this.#byNumber.get(number)
    return row ? record(row) : null
  }

  /** The newest tuning of this key that waits, runs or has finished. */
  findSame(key: TuningKey): TuningRecord | null {
    const row = this.#same.get(keyRow(key))
    return row ? record(row) : null
  }

  /**
   * The tuning that is to run next: the highest priority; of those one that a stop interrupted; then clients take turns,
   * who has waited longest for a start first; and of a client's own the oldest.
   */
  nextInLine(): TuningRecord | null {
    const row = this.#next.get()
    return row ? record(row) : null
  }

  queuedCount(): number {
    return this.#queued.get() ?? 0
  }

  /** Says what a tuning begins with. */
  beginWith(id: string, starts: readonly WarmStart[]): TuningRecord {
    const number = requireNumber(id)
    this.#writer.now(() => this.#warmFrom.run(JSON.stringify(starts), number))
    return this.#existing(number)
  }

  /** From queued to running. */
  start(id: string): TuningRecord {
    const number = requireNumber(id)
    this.#writer.now(() => this.#start.run(Date.now(), number))
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
      this.#end.run(row)
      alongside()
    })
    return this.#existing(number)
  }

  /** Puts what ran back into the queue: at a stop, and after a process that ended without one. */
  requeueRunning(): void {
    this.#writer.now(() => this.#requeue.run())
  }

  /** Raises a tuning's priority when it is lower. */
  raisePriority(id: string, priority: number): void {
    this.#writer.now(() => this.#raise.run(priority, requireNumber(id), priority))
  }

  /** Writes how far a tuning is; to be called within a write. */
  writeProgress(number: number, counts: Counts, progress: Progress): void {
    this.#progress.run(JSON.stringify(counts), JSON.stringify(progress), number)
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
    const row = this.#byNumber.get(number)
    if (!row) throw new Error(`tuning ${number} is not stored`)
    return record(row)
  }
}

function requireNumber(id: string): number {
  const number = tuningNumber(id)
  if (number === null) throw new Error(`"${id}" is not a tuning's id`)
  return number
}
