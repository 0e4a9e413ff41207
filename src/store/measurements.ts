import type { Database } from 'better-sqlite3'
import type { Measured, MeasurementStatus } from '../measure/record.js'
import { measurementId, measurementNumbers, tuningId, tuningNumber } from './ids.js'
import { pageOf, readCursor, type Page, type PageRequest } from './page.js'
import type { MeasurementRecord } from './records.js'
import type { ScheduleText } from './schedule-text.js'

interface Row {
  readonly tuning: number
  readonly number: number
  readonly form: number
  readonly schedule: string
  readonly status: MeasurementStatus
  readonly cycles: number | null
  readonly verified: number
  readonly seed: number
  readonly worker: number
  readonly seconds: number
  readonly detail: string | null
  readonly program: number | null
  readonly checked: Measured['check']
}

/** What a row is worth. */
export type Outline = Pick<Row, 'number' | 'status' | 'cycles' | 'checked'>

interface RowOfTuning extends Row {
  readonly workload_id: string
  readonly hardware: string
}

/** What a page of measurements is narrowed to. */
export interface MeasurementFilter {
  readonly workload_id?: string | undefined
  readonly tuning_id?: string | undefined
  readonly status?: MeasurementStatus | undefined
}

interface PageParameters {
  readonly workload_id: string | undefined
  readonly tuning: number | null
  readonly status: string | undefined
  readonly after_tuning: number
  readonly after_number: number
  readonly limit: number
}

const columns = `m.tuning, m.number, m.form, m.schedule, m.status, m.cycles, m.verified, m.seed, m.worker,
  m.seconds, m.detail, m.program, m.checked`

/** Rows read at a time where a whole tuning is read. */
const chunkRows = 4096

/** The tuning log: pages in the order of tunings, and within one in the order in which results came. */
export class Measurements {
  readonly #db: Database
  readonly #text: ScheduleText
  readonly #insert
  readonly #last
  readonly #one
  readonly #chunk
  readonly #outlines
  readonly #drop

  constructor(db: Database, text: ScheduleText) {
    this.#db = db
    this.#text = text
    this.#insert = db.prepare<(string | number | null)[]>(
      'INSERT INTO measurements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#last = db
      .prepare<[number], number | null>('SELECT max(number) FROM measurements WHERE tuning = ?')
      .pluck()
    this.#one = db.prepare<[number, number], RowOfTuning>(
      `SELECT ${columns}, t.workload_id, t.hardware FROM tunings t JOIN measurements m ON m.tuning = t.number
       WHERE m.tuning = ? AND m.number = ?`,
    )
    this.#chunk = db.prepare<[number, number, number], Row>(
      'SELECT * FROM measurements WHERE tuning = ? AND number > ? ORDER BY number LIMIT ?',
    )
    this.#outlines = db.prepare<[number, number, number], Outline>(
      `SELECT number, status, cycles, checked FROM measurements
       WHERE tuning = ? AND number > ? ORDER BY number LIMIT ?`,
    )
    this.#drop = db.prepare<[number, number]>('DELETE FROM measurements WHERE tuning = ? AND number = ?')
  }

  get(id: string): MeasurementRecord | null {
    const numbers = measurementNumbers(id)
    const row = numbers === null ? undefined : this.#one.get(numbers.tuning, numbers.number)
    return row ? this.#record(row) : null
  }

  /** Number of the last measurement of a tuning; 0 when it has none. */
  lastNumber(tuning: number): number {
    return this.#last.get(tuning) ?? 0
  }

  /** Stores measurements, the first of them as `firstNumber`; to be called within a write. */
  insert(tuning: number, firstNumber: number, batch: readonly Measured[]): void {
    const form = this.#text.form
    let number = firstNumber
    for (const {
      schedule,
      status,
      cycles,
      verified,
      seed,
      worker,
      seconds,
      detail,
      program,
      check,
    } of batch) {
      const text = this.#text.write(schedule)
      const sound = verified ? 1 : 0
      this.#insert.run(
        tuning,
        number,
        form,
        text,
        status,
        cycles,
        sound,
        seed,
        worker,
        seconds,
        detail,
        program,
        check,
      )
      number += 1
    }
  }

  /** Every measurement of a tuning, in order. */
  *ofTuning(tuning: number): Generator<Measured> {
    let rows: Row[] = []
    do {
      rows = this.#chunk.all(tuning, rows.at(-1)?.number ?? 0, chunkRows)
      for (const row of rows) yield this.#measurement(row)
    } while (rows.length === chunkRows)
  }

  /** At most `limit` rows of a tuning after a number, as far as it matters for what is kept of them. */
  outlines(tuning: number, after: number, limit: number): readonly Outline[] {
    return this.#outlines.all(tuning, after, limit)
  }

  /** Drops rows of a tuning; to be called within a write. */
  drop(tuning: number, numbers: readonly number[]): void {
    for (const number of numbers) this.#drop.run(tuning, number)
  }

  /**
   * The tuning is the outer loop and its primary key the inner one, from where the cursor stopped, so that a
   * page reads no more rows than it shows, however long the log is.
   */
  page(filter: MeasurementFilter, { cursor, limit }: PageRequest): Page<MeasurementRecord> {
    const [after_tuning, after_number] = cursor === undefined ? [0, 0] : readCursor(cursor, 2)
    const { workload_id, tuning_id, status } = filter
    const tuning = tuning_id === undefined ? null : tuningNumber(tuning_id)
    const narrowed = [
      ...(workload_id === undefined ? [] : ['AND t.workload_id = @workload_id']),
      ...(tuning_id === undefined ? [] : ['AND t.number = @tuning']),
      ...(status === undefined ? [] : ['AND m.status = @status']),
    ].join(' ')
    // Without statistics the planner takes the primary key and filters, which reads a whole log for a rare status.
    const index = status === undefined ? '' : 'INDEXED BY measurements_by_status'
    const rows = this.#db
      .prepare<PageParameters, RowOfTuning>(
        `SELECT ${columns}, t.workload_id, t.hardware FROM tunings t CROSS JOIN measurements m ${index}
         WHERE t.number >= @after_tuning AND m.tuning = t.number
           AND m.number > CASE t.number WHEN @after_tuning THEN @after_number ELSE 0 END ${narrowed}
         ORDER BY t.number, m.number LIMIT @limit`,
      )
      .all({ workload_id, tuning, status, after_tuning, after_number, limit: limit + 1 })
    return pageOf(
      rows,
      limit,
      (row) => [row.tuning, row.number],
      (row) => this.#record(row),
    )
  }

  #measurement(row: Row): Measured {
    const { status, cycles, detail, seed, worker, seconds, program, checked } = row
    const schedule = this.#text.read(row.form, row.schedule)
    const verified = row.verified === 1
    return { schedule, status, cycles, verified, detail, seed, worker, seconds, program, check: checked }
  }

  #record(row: RowOfTuning): MeasurementRecord {
    const { workload_id, hardware } = row
    const ids = { id: measurementId(row.tuning, row.number), tuning_id: tuningId(row.tuning) }
    return { ...ids, workload_id, hardware, ...this.#measurement(row) }
  }
}
