import type { Database } from 'better-sqlite3'
import { bytesOfSchedule, todaysForm } from '../compiler/schedule-form.js'
import type { Schedule } from '../compiler/schedule.js'
import type { ScheduleForms } from './schedule-forms.js'

/** What somebody outside says of a candidate: never a simulated number. */
export interface Told {
  readonly status: 'ok' | 'failed'
  readonly cycles: number | null
  readonly seconds: number | null
  readonly detail: string | null
}

/** A candidate that crossed the border: handed out to be measured elsewhere, or read from somebody else's log. */
export interface Candidate {
  /** Counts from 1 within its tuning. */
  readonly number: number
  readonly schedule: Schedule
  /** Its number in the space; null when it was not one of the space's points. */
  readonly point: number | null
  readonly told: Told | null
}

interface Row {
  readonly number: number
  readonly form: number
  readonly schedule: Uint8Array
  readonly point: number | null
  readonly told_status: 'ok' | 'failed' | null
  readonly told_cycles: number | null
  readonly told_seconds: number | null
  readonly told_detail: string | null
}

const toldOf = (row: Row): Told | null =>
  row.told_status === null
    ? null
    : {
        status: row.told_status,
        cycles: row.told_cycles,
        seconds: row.told_seconds,
        detail: row.told_detail,
      }

/** Candidates and what was told of them, by tuning, in the order in which they were handed out. */
export class Candidates {
  readonly #forms: ScheduleForms
  readonly #insert
  readonly #tell
  readonly #page
  readonly #last

  constructor(db: Database, forms: ScheduleForms) {
    this.#forms = forms
    this.#insert = db.prepare<(string | number | Uint8Array | null)[]>(
      'INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#tell = db.prepare<(string | number | null)[]>(
      `UPDATE candidates SET told_status = ?, told_cycles = ?, told_seconds = ?, told_detail = ?
       WHERE tuning = ? AND number = ? AND told_status IS NULL`,
    )
    this.#page = db.prepare<[number, number, number], Row>(
      `SELECT number, form, schedule, point, told_status, told_cycles, told_seconds, told_detail
       FROM candidates WHERE tuning = ? AND number > ? ORDER BY number LIMIT ?`,
    )
    this.#last = db
      .prepare<[number], number | null>('SELECT max(number) FROM candidates WHERE tuning = ?')
      .pluck()
  }

  /** Number of the last candidate of a tuning; 0 when it has none. */
  lastNumber(tuning: number): number {
    return this.#last.get(tuning) ?? 0
  }

  /** To be called within a write. */
  insert(tuning: number, { number, schedule, point, told }: Candidate): void {
    const form = this.#forms.numberOf(todaysForm)
    const { status = null, cycles = null, seconds = null, detail = null } = told ?? {}
    const bytes = bytesOfSchedule(schedule)
    this.#insert.run(tuning, number, form, bytes, point, status, cycles, seconds, detail)
  }

  /** The first word on a candidate stands; to be called within a write. @returns false when one was said before. */
  tell(tuning: number, number: number, { status, cycles, seconds, detail }: Told): boolean {
    return this.#tell.run(status, cycles, seconds, detail, tuning, number).changes > 0
  }

  /** At most `limit` candidates after a number. */
  after(tuning: number, number: number, limit: number): readonly Candidate[] {
    return this.#page.all(tuning, number, limit).map((row) => ({
      number: row.number,
      schedule: this.#forms.get(row.form).read(row.schedule),
      point: row.point,
      told: toldOf(row),
    }))
  }
}
