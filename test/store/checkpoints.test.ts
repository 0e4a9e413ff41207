import { closeSync, copyFileSync, existsSync, openSync, readSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { Checkpoints } from '../../src/store/checkpoints.js'
import { freshFile } from './samples.js'

/** A database in WAL mode that copies nothing to its file by itself. */
function logging() {
  const file = freshFile()
  const db = new SQLite(file)
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE numbers (n INTEGER)')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.pragma('wal_autocheckpoint = 0')
  const checkpoints = new Checkpoints(file, 0)
  const close = () => {
    checkpoints.close()
    db.close()
  }
  onTestFinished(close)
  return { file, db, checkpoints, close }
}

/** How many numbers are in the file itself, whatever is in the log beside it. */
function countInFile(file: string): number {
  const copy = `${file}-copy`
  copyFileSync(file, copy)
  const db = new SQLite(copy)
  try {
    return db.prepare<[], number>('SELECT count(*) FROM numbers').pluck().get() ?? 0
  } finally {
    db.close()
  }
}

/** How often the log has begun anew, as its header counts (sqlite.org/fileformat2.html, "The Write-Ahead Log"). */
function logsBegun(file: string): number {
  const header = Buffer.alloc(32)
  const log = openSync(`${file}-wal`, 'r')
  try {
    readSync(log, header, 0, header.length, 0)
  } finally {
    closeSync(log)
  }
  return header.readUInt32BE(12)
}

it('what is committed gets from the log to the file, while the connection that wrote it goes on', async () => {
  const { file, db, checkpoints } = logging()
  const insert = db.prepare('INSERT INTO numbers VALUES (?)')
  insert.run(1)
  expect(countInFile(file)).toBe(0)
  checkpoints.committed()
  await expect.poll(() => countInFile(file)).toBe(1)
  insert.run(2)
  await expect
    .poll(() => {
      checkpoints.committed()
      return countInFile(file)
    })
    .toBe(2)
})

it('the log begins anew behind every checkpoint for whose end the writer waits, however much it wrote meanwhile', async () => {
  const { file, db, checkpoints } = logging()
  const insert = db.prepare('INSERT INTO numbers VALUES (?)')
  insert.run(0)
  for (let checkpoint = 0; checkpoint < 3; checkpoint++) {
    const begun = logsBegun(file)
    for (let n = 0; !checkpoints.isEnding; n++) {
      insert.run(n)
      checkpoints.committed()
    }
    await expect.poll(() => checkpoints.isEnding).toBe(false)
    insert.run(0)
    expect(logsBegun(file)).toBeGreaterThan(begun)
  }
})

it('closing ends the thread before the database is closed, so that no log is left', () => {
  const { file, db, checkpoints, close } = logging()
  db.prepare('INSERT INTO numbers VALUES (?)').run(1)
  checkpoints.committed()
  close()
  expect(existsSync(`${file}-wal`)).toBe(false)
  expect(countInFile(file)).toBe(1)
})
