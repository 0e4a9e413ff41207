import { existsSync } from 'node:fs'
import SQLite, { type Database } from 'better-sqlite3'
import { InputError } from '../hardware/input.js'

/** Who holds a database; the url when it is a server that listens. */
export interface Owner {
  readonly pid: number
  readonly url: string | null
}

/** A database file that another process, or another store of this one, writes. */
export class DatabaseHeld extends InputError {
  /** @param owner null when the holder has not said yet who it is. */
  constructor(
    file: string,
    readonly owner: Owner | null,
  ) {
    const process = owner === null ? 'another process' : `process ${owner.pid}`
    const holder = owner?.url ? `a running server at ${owner.url} (${process})` : process
    super('db', `${file} is held by ${holder}: stop it, or use another file`)
  }
}

const isSqliteError = (error: unknown, code: string): boolean =>
  error instanceof SQLite.SqliteError && error.code.startsWith(code)

/** Reads beside the holder: in WAL mode that disturbs nobody. */
function readOwner(file: string): Owner | null {
  if (!existsSync(file)) return null
  const db = new SQLite(file, { readonly: true, timeout: 0 })
  try {
    return db.prepare<[], Owner>('SELECT pid, url FROM owner').get() ?? null
  } catch (error) {
    if (error instanceof SQLite.SqliteError) return null
    throw error
  } finally {
    db.close()
  }
}

/** The right to write a database file, until released or the process ends, however it ends. */
export interface Claim {
  release(): void
}

/**
 * Takes the right to write `file`. The lock is an open write transaction on the empty SQLite database
 * `file-owner`: the system's own file lock, which dies with the process, so that none is ever stale.
 * @throws DatabaseHeld when somebody has it.
 */
export function claim(file: string): Claim {
  const lock = new SQLite(`${file}-owner`, { timeout: 0 })
  try {
    lock.exec('BEGIN IMMEDIATE')
  } catch (error) {
    lock.close()
    if (isSqliteError(error, 'SQLITE_BUSY')) throw new DatabaseHeld(file, readOwner(file))
    throw error
  }
  return { release: () => void lock.close() }
}

/** Writes who holds the database, for those who find it held. */
export const announceOwner = (db: Database, url: string | null): void =>
  void db.prepare('INSERT OR REPLACE INTO owner (only, pid, url) VALUES (1, ?, ?)').run(process.pid, url)
