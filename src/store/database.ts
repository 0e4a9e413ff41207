import SQLite, { type Database } from 'better-sqlite3'
import { InputError } from '../hardware/input.js'
import { Checkpoints } from './checkpoints.js'
import type { WriterParts } from './grouped-writer.js'
import { migrate } from './migrate.js'
import { announceOwner, claim } from './owner.js'

/** A database that lives and dies with the process. */
export const inMemory = ':memory:'

/** An open database, migrated, of which this process is the one writer. */
export interface OwnedDatabase extends Required<WriterParts> {
  readonly db: Database
  close(): void
}

/**
 * Pages that the write-ahead log has before a commit copies them to the database itself: 256 MB, which is not come to while
 * checkpoints are made beside.
 */
const mostLogPages = 65_536

/**
 * synchronous NORMAL: in WAL mode a killed process loses no commit, and a power cut loses at most the last
 * moments without corrupting anything; what is lost is measured again. FULL would wait for the disk on every
 * commit.
 */
function configure(db: Database): void {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma(`wal_autocheckpoint = ${mostLogPages}`)
}

function openFile(file: string): Database {
  let db: Database | null = null
  try {
    db = new SQLite(file)
    migrate(db)
    configure(db)
    announceOwner(db, null)
    return db
  } catch (error) {
    db?.close()
    if (!(error instanceof SQLite.SqliteError)) throw error
    if (error.code === 'SQLITE_NOTADB') throw new InputError('db', `${file} is not a SQLite database`)
    throw notOpened(file, error)
  }
}

/**
 * Opens a database file, making it when it does not exist.
 * @throws DatabaseHeld when another writer has it; InputError when it cannot be one of ours.
 */
export function openDatabase(file: string): OwnedDatabase {
  if (file === inMemory) {
    const db = openFile(file)
    return { db, committed: () => {}, mustWait: () => false, close: () => void db.close() }
  }
  const held = claimFile(file)
  try {
    return withCheckpoints(file, openFile(file), () => held.release())
  } catch (error) {
    held.release()
    throw error
  }
}

/** Opens a file that another thread of this process holds, as it does. @throws InputError when that cannot be done. */
export function joinDatabase(file: string): OwnedDatabase {
  try {
    const db = new SQLite(file, { fileMustExist: true })
    configure(db)
    return withCheckpoints(file, db)
  } catch (error) {
    throw notOpened(file, error)
  }
}

function withCheckpoints(file: string, db: Database, closed: () => void = () => {}): OwnedDatabase {
  const checkpoints = new Checkpoints(file)
  return {
    db,
    committed: () => checkpoints.committed(),
    mustWait: () => checkpoints.isEnding,
    close() {
      checkpoints.close()
      db.close()
      closed()
    },
  }
}

function claimFile(file: string): ReturnType<typeof claim> {
  try {
    return claim(file)
  } catch (error) {
    throw error instanceof InputError ? error : notOpened(file, error)
  }
}

const notOpened = (file: string, error: unknown): InputError =>
  new InputError('db', `${file} cannot be opened: ${error instanceof Error ? error.message : String(error)}`)
