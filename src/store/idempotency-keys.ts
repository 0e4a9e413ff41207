import type { Database } from 'better-sqlite3'
import type { GroupedWriter } from './grouped-writer.js'
import { tuningId, tuningNumber } from './ids.js'

/** What a key stood for when it was first used: the request in normal form, and the tuning that answered it. */
export interface KeyedRequest {
  readonly request: string
  readonly tuning_id: string
}

export class IdempotencyKeys {
  readonly #writer: GroupedWriter
  readonly #insert
  readonly #find

  constructor(db: Database, writer: GroupedWriter) {
    this.#writer = writer
    this.#insert = db.prepare<[string, string, number]>(
      'INSERT INTO idempotency_keys (key, request, tuning) VALUES (?, ?, ?)',
    )
    this.#find = db.prepare<[string], { request: string; tuning: number }>(
      'SELECT request, tuning FROM idempotency_keys WHERE key = ?',
    )
  }

  get(key: string): KeyedRequest | null {
    const row = this.#find.get(key)
    return row ? { request: row.request, tuning_id: tuningId(row.tuning) } : null
  }

  add(key: string, { request, tuning_id }: KeyedRequest): void {
    this.#writer.now(() => this.#insert.run(key, request, tuningNumber(tuning_id) ?? 0))
  }
}
