import type { Database, Statement } from 'better-sqlite3'
import type { KeyRow, Row } from './tuning-rows.js'

/** What a tuning is when it is new. */
export type NewRow = KeyRow & Pick<Row, 'client' | 'priority' | 'retain' | 'state' | 'created_at'>

/** How a tuning ends. */
export type EndRow = Pick<Row, 'number' | 'state' | 'finished_at' | 'result' | 'error'>

/** The statements on the table of tunings. */
export interface TuningStatements {
  readonly insert: Statement<NewRow>
  readonly byNumber: Statement<[number], Row>
  readonly same: Statement<KeyRow, Row>
  readonly next: Statement<[], Row>
  readonly queued: Statement<[], number>
  readonly toTrim: Statement<[], Row>
  readonly start: Statement<[now: number, number: number]>
  readonly end: Statement<EndRow>
  readonly requeue: Statement<[]>
  readonly raise: Statement<[priority: number, number: number, below: number]>
  readonly progress: Statement<[counts: string, progress: string, number: number]>
  readonly warmFrom: Statement<[starts: string, number: number]>
  readonly dropped: Statement<[counts: string, number: number]>
}

export const prepareTunings = (db: Database): TuningStatements => ({
  insert: db.prepare(
    `INSERT INTO tunings
       (kind, client, workload_id, hardware, strategy, space, seed, trials, seconds, warm_start, priority, retain, state,
        created_at, counts)
     VALUES
       (@kind, @client, @workload_id, @hardware, @strategy, @space, @seed, @trials, @seconds, @warm_start, @priority,
        @retain, @state, @created_at, '{}')`,
  ),
  byNumber: db.prepare('SELECT * FROM tunings WHERE number = ?'),
  same: db.prepare(
    `SELECT * FROM tunings
     WHERE workload_id = @workload_id AND hardware = @hardware AND strategy = @strategy AND space IS @space
       AND seed = @seed AND warm_start = @warm_start AND trials IS @trials AND seconds IS @seconds AND kind = @kind
       AND state IN ('queued', 'running', 'finished')
     ORDER BY number DESC LIMIT 1`,
  ),
  next: db.prepare(
    `SELECT * FROM tunings t WHERE state = 'queued'
     ORDER BY priority DESC, started_at IS NULL,
       (SELECT coalesce(max(started_at), 0) FROM tunings WHERE client = t.client), number
     LIMIT 1`,
  ),
  queued: db.prepare<[], number>(`SELECT count(*) FROM tunings WHERE state = 'queued'`).pluck(),
  toTrim: db.prepare(
    `SELECT * FROM tunings
     WHERE retain IS NOT NULL AND dropped IS NULL AND state IN ('finished', 'failed', 'cancelled') LIMIT 1`,
  ),
  start: db.prepare(
    `UPDATE tunings SET state = 'running', started_at = coalesce(started_at, ?) WHERE number = ? AND state = 'queued'`,
  ),
  end: db.prepare(
    `UPDATE tunings SET state = @state, finished_at = @finished_at, result = @result, error = @error
     WHERE number = @number AND state IN ('queued', 'running')`,
  ),
  requeue: db.prepare(`UPDATE tunings SET state = 'queued' WHERE state = 'running' AND kind <> 'outside'`),
  raise: db.prepare('UPDATE tunings SET priority = ? WHERE number = ? AND priority < ?'),
  progress: db.prepare('UPDATE tunings SET counts = ?, progress = ? WHERE number = ?'),
  warmFrom: db.prepare('UPDATE tunings SET warm_from = ? WHERE number = ?'),
  dropped: db.prepare('UPDATE tunings SET dropped = ? WHERE number = ?'),
})
