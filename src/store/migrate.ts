import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { InputError } from '../hardware/input.js'
import { convertEarlierRows } from './earlier-rows.js'

const migrationsFolder = new URL('../../db/migrations/', import.meta.url)

/** Marks a file as one of ours: "TWRT" in SQLite's application_id. */
const applicationId = 0x54_57_52_54

interface Migration {
  readonly version: number
  readonly sql: string
  /** What is beyond SQL, done after it. */
  readonly beyondSql?: ((db: Database) => void) | undefined
}

const beyondSql: Readonly<Record<number, Migration['beyondSql']>> = { 5: convertEarlierRows }

/** The numbered SQL files, in order. @throws Error when the numbers do not run 1, 2, 3, ... */
export function readMigrations(folder: URL = migrationsFolder): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .toSorted()
  return names.map((name, index) => {
    if (Number(name.slice(0, 4)) !== index + 1) {
      throw new Error(`db/migrations/${name}: expected number ${index + 1} here`)
    }
    const sql = readFileSync(new URL(name, folder), 'utf8')
    return { version: index + 1, sql, beyondSql: beyondSql[index + 1] }
  })
}

const numberPragma = (db: Database, name: string): number => Number(db.pragma(name, { simple: true }))

const isEmpty = (db: Database): boolean =>
  db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined

/**
 * Brings a database to the newest schema, all steps in one transaction.
 * @throws InputError when the file is another program's database, or a newer version of this one wrote it.
 */
export function migrate(db: Database, migrations: readonly Migration[] = readMigrations()): void {
  const version = numberPragma(db, 'user_version')
  const id = numberPragma(db, 'application_id')
  if (id !== applicationId && !(id === 0 && version === 0 && isEmpty(db))) {
    throw new InputError('db', `${db.name} is a SQLite database of another program`)
  }
  if (version > migrations.length) {
    throw new InputError(
      'db',
      `${db.name} has schema ${version}, but this version knows schemas up to ${migrations.length}: use a newer one`,
    )
  }
  if (version === migrations.length) return
  db.transaction(() => {
    for (const { sql, beyondSql: convert } of migrations.slice(version)) {
      db.exec(sql)
      convert?.(db)
    }
    db.pragma(`user_version = ${migrations.length}`)
    db.pragma(`application_id = ${applicationId}`)
  }).exclusive()
}
