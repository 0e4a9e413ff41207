import type { Database } from 'better-sqlite3'
import { normalWorkload, workloadId, type Workload } from '../workload/workload.js'
import type { GroupedWriter } from './grouped-writer.js'
import { pageOf, readCursor, type Page, type PageRequest } from './page.js'
import { isoTime, type WorkloadRecord } from './records.js'

interface Row {
  readonly number: number
  readonly id: string
  readonly kind: string
  readonly m: number
  readonly n: number
  readonly k: number
  readonly epilogue: string
  readonly created_at: number
}

/** Rows hold the normal form with the fields that say nothing left out, which is what a caller may send. */
const writeEpilogue = ({ clip, ...rest }: Workload['epilogue']): string =>
  JSON.stringify(clip === null ? rest : { ...rest, clip })

function record(row: Row): WorkloadRecord {
  const { id, kind, m, n, k } = row
  const epilogue: unknown = JSON.parse(row.epilogue)
  return { id, workload: normalWorkload({ kind, m, n, k, epilogue }), created_at: isoTime(row.created_at) }
}

/** What was asked to be computed; newest first in pages. */
export class Workloads {
  readonly #writer: GroupedWriter
  readonly #insert
  readonly #byId
  readonly #page

  constructor(db: Database, writer: GroupedWriter) {
    this.#writer = writer
    this.#insert = db.prepare<Omit<Row, 'number'>>(
      `INSERT INTO workloads (id, kind, m, n, k, epilogue, created_at)
       VALUES (@id, @kind, @m, @n, @k, @epilogue, @created_at)`,
    )
    this.#byId = db.prepare<[string], Row>('SELECT * FROM workloads WHERE id = ?')
    this.#page = db.prepare<[number, number], Row>(
      'SELECT * FROM workloads WHERE number < ? ORDER BY number DESC LIMIT ?',
    )
  }

  /** The workload's record, and whether it is new. */
  add(workload: Workload): { readonly record: WorkloadRecord; readonly created: boolean } {
    const id = workloadId(workload)
    const known = this.get(id)
    if (known) return { record: known, created: false }
    const { kind, m, n, k, epilogue } = workload
    const created_at = Date.now()
    this.#writer.now(() =>
      this.#insert.run({ id, kind, m, n, k, epilogue: writeEpilogue(epilogue), created_at }),
    )
    return { record: { id, workload, created_at: isoTime(created_at) }, created: true }
  }

  get(id: string): WorkloadRecord | null {
    const row = this.#byId.get(id)
    return row ? record(row) : null
  }

  page({ cursor, limit }: PageRequest): Page<WorkloadRecord> {
    const [before] = cursor === undefined ? [Number.MAX_SAFE_INTEGER] : readCursor(cursor, 1)
    return pageOf(this.#page.all(before, limit + 1), limit, (row) => [row.number], record)
  }
}
