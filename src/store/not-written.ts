import SQLite from 'better-sqlite3'

/** The system does not let a database be written: its disk is full, failed, or lets it be read only. */
export class NotWritten extends Error {
  override readonly name = 'NotWritten'
  /** @param reason in SQLite's words. */
  constructor(
    file: string,
    readonly reason: string,
  ) {
    super(`db: ${file} cannot be written: ${reason}`)
  }
}

const codes = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'] as const

/** An error of a write, by what is to be done about it. */
export const writeError = (file: string, error: unknown): unknown =>
  error instanceof SQLite.SqliteError && codes.some((code) => error.code.startsWith(code))
    ? new NotWritten(file, error.message)
    : error
