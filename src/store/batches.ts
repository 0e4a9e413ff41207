import type { Database } from 'better-sqlite3'
import type { GroupedWriter } from './grouped-writer.js'
import { batchId, batchNumber, tuningId, tuningNumber } from './ids.js'
import { isoTime } from './records.js'

/** One workload of a batch, and the tuning that answers it. */
export interface BatchItem {
  readonly name: string
  readonly tuning_id: string
}

/** Many workloads asked for at once. */
export interface BatchRecord {
  readonly id: string
  /** The request in normal form, to tell whether a key is used for the same one. */
  readonly request: string
  readonly created_at: string
  readonly items: readonly BatchItem[]
}

interface Row {
  readonly number: number
  readonly request: string
  readonly created_at: number
}

export class Batches {
  readonly #writer: GroupedWriter
  readonly #insert
  readonly #insertItem
  readonly #byNumber
  readonly #byKey
  readonly #items

  constructor(db: Database, writer: GroupedWriter) {
    this.#writer = writer
    this.#insert = db.prepare<[string | null, string, number]>(
      'INSERT INTO batches (key, request, created_at) VALUES (?, ?, ?)',
    )
    this.#insertItem = db.prepare<[number, number, string, number | null]>(
      'INSERT INTO batch_items (batch, position, name, tuning) VALUES (?, ?, ?, ?)',
    )
    this.#byNumber = db.prepare<[number], Row>('SELECT * FROM batches WHERE number = ?')
    this.#byKey = db.prepare<[string], Row>('SELECT * FROM batches WHERE key = ?')
    this.#items = db.prepare<[number], { name: string; tuning: number }>(
      'SELECT name, tuning FROM batch_items WHERE batch = ? ORDER BY position',
    )
  }

  get(id: string): BatchRecord | null {
    const number = batchNumber(id)
    const row = number === null ? undefined : this.#byNumber.get(number)
    return row ? this.#record(row) : null
  }

  findByKey(key: string): BatchRecord | null {
    const row = this.#byKey.get(key)
    return row ? this.#record(row) : null
  }

  /** Adds a batch of tunings that are stored already. */
  add(request: string, key: string | undefined, items: readonly BatchItem[]): BatchRecord {
    const created_at = Date.now()
    const number = this.#writer.now(() => {
      const batch = Number(this.#insert.run(key ?? null, request, created_at).lastInsertRowid)
      for (const [position, { name, tuning_id }] of items.entries()) {
        this.#insertItem.run(batch, position, name, tuningNumber(tuning_id))
      }
      return batch
    })
    return { id: batchId(number), request, created_at: isoTime(created_at), items }
  }

  #record({ number, request, created_at }: Row): BatchRecord {
    const items = this.#items.all(number).map(({ name, tuning }) => ({ name, tuning_id: tuningId(tuning) }))
    return { id: batchId(number), request, created_at: isoTime(created_at), items }
  }
}
