import type { Database } from 'better-sqlite3'
import type { MeasurementStatus } from '../measure/record.js'
import { RowGroup } from '../measure/row-group.js'
import type { ScheduleForms } from './schedule-forms.js'

/** A row of the table of groups. */
export interface GroupRow {
  readonly tuning: number
  readonly first: number
  readonly length: number
  readonly form: number
  readonly seed: number
  readonly worker: number
  readonly data: Uint8Array
}

/** A group of a tuning's log; its rows are numbered from `first` on. */
export interface StoredGroup {
  readonly first: number
  readonly group: RowGroup
}

/** Groups read at a time where a whole tuning is read. */
const chunkGroups = 64

/** The tuning log as it lies in the database: groups of rows, in the order of their numbers. */
export class RowGroups {
  readonly #forms: ScheduleForms
  readonly #insert
  readonly #insertStatus
  readonly #delete
  readonly #deleteStatuses
  readonly #last
  readonly #holding
  readonly #after

  constructor(db: Database, forms: ScheduleForms) {
    this.#forms = forms
    this.#insert = db.prepare<(number | Uint8Array)[]>('INSERT INTO row_groups VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#insertStatus = db.prepare<[string, number, number]>(
      'INSERT INTO row_group_statuses VALUES (?, ?, ?)',
    )
    this.#delete = db.prepare<[number, number]>('DELETE FROM row_groups WHERE tuning = ? AND first = ?')
    this.#deleteStatuses = db.prepare<[string, number, number]>(
      'DELETE FROM row_group_statuses WHERE status = ? AND tuning = ? AND first = ?',
    )
    this.#last = db
      .prepare<[number], number>(
        'SELECT first + length - 1 FROM row_groups WHERE tuning = ? ORDER BY first DESC LIMIT 1',
      )
      .pluck()
    this.#holding = db.prepare<[number, number], GroupRow>(
      'SELECT * FROM row_groups WHERE tuning = ? AND first <= ? ORDER BY first DESC LIMIT 1',
    )
    this.#after = db.prepare<[number, number, number], GroupRow>(
      'SELECT * FROM row_groups WHERE tuning = ? AND first > ? ORDER BY first LIMIT ?',
    )
  }

  /** Number of the last row of a tuning; 0 when it has none. */
  lastNumber(tuning: number): number {
    return this.#last.get(tuning) ?? 0
  }

  /** To be called within a write. */
  insert(tuning: number, { first, group }: StoredGroup): void {
    const form = this.#forms.numberOf(group.form)
    this.#insert.run(tuning, first, group.length, form, group.seed, group.worker, group.bytes)
    for (const status of statusesIn(group)) this.#insertStatus.run(status, tuning, first)
  }

  /** To be called within a write. */
  delete(tuning: number, { first, group }: StoredGroup): void {
    this.#delete.run(tuning, first)
    for (const status of statusesIn(group)) this.#deleteStatuses.run(status, tuning, first)
  }

  /** The group that has a row; null when there is none. */
  holding(tuning: number, number: number): StoredGroup | null {
    const row = this.#holding.get(tuning, number)
    return row && number < row.first + row.length ? this.stored(row) : null
  }

  /** Groups of a tuning that begin after a number, a chunk at a time at most. */
  after(tuning: number, first: number, limit = chunkGroups): readonly StoredGroup[] {
    return this.#after.all(tuning, first, limit).map((row) => this.stored(row))
  }

  stored({ first, length, form, seed, worker, data }: GroupRow): StoredGroup {
    return { first, group: new RowGroup({ length, form: this.#forms.get(form), seed, worker }, data) }
  }
}

function statusesIn(group: RowGroup): ReadonlySet<MeasurementStatus> {
  const found = new Set<MeasurementStatus>()
  for (let row = 0; row < group.length; row++) found.add(group.status(row))
  return found
}
