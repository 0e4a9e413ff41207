import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inMemory, openDatabase } from '../../src/store/database.js'
import { migrate, readMigrations } from '../../src/store/migrate.js'
import { DatabaseHeld } from '../../src/store/owner.js'
import { Store } from '../../src/store/store.js'
import { freshFile, groupOf, queueTuning, someProgress, startTuning, verified } from './samples.js'

/** Another process that opens a file as its store, says so, and then waits to be ended. */
async function otherOwner(file: string): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const module = JSON.stringify(new URL('../../dist/store/store.js', import.meta.url).href)
  const code = `const { Store } = await import(${module})
    const store = Store.open(${JSON.stringify(file)})
    store.announce('http://127.0.0.1:8080')
    console.log('open')
    setInterval(() => store.flush(), 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const [said] = await Promise.race([once(child.stdout, 'data'), ended])
  expect(String(said)).toBe('open\n')
  return { pid: child.pid ?? 0, kill }
}

describe('a database file', () => {
  it('is in WAL mode and still synchronous NORMAL after a write', () => {
    const { db, ...owned } = openDatabase(freshFile())
    onTestFinished(() => owned.close())
    db.exec(`INSERT INTO schedule_forms (names, words) VALUES ('[]', '[]')`)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(1)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
  })

  it('has one owner in this process', () => {
    const file = freshFile()
    const store = Store.open(file)
    onTestFinished(() => store.close())
    expect(() => Store.open(file)).toThrow(DatabaseHeld)
    expect(() => Store.open(file)).toThrow(
      `${file} is held by process ${process.pid}: stop it, or use another file`,
    )
  })

  it('can be opened again once it is closed, with what was stored', () => {
    const file = freshFile()
    const first = Store.open(file)
    const { id } = queueTuning(first)
    first.close()
    const second = Store.open(file)
    onTestFinished(() => second.close())
    expect(second.tunings.get(id)?.id).toBe(id)
  })

  it('says which server holds it, and is free when that is killed', async () => {
    const file = freshFile()
    const owner = await otherOwner(file)
    expect(() => Store.open(file)).toThrow(
      `held by a running server at http://127.0.0.1:8080 (process ${owner.pid})`,
    )
    await owner.kill()
    Store.open(file).close()
  })

  it('of a newer version is refused, and free for the newer one afterwards', () => {
    const file = freshFile()
    Store.open(file).close()
    const newer = new SQLite(file)
    const version = newer.pragma('user_version', { simple: true })
    newer.pragma('user_version = 1000')
    expect(() => Store.open(file)).toThrow(/has schema 1000, but this version knows schemas up to \d+/)
    newer.pragma(`user_version = ${Number(version)}`)
    newer.close()
    Store.open(file).close()
  })

  it('of another program is refused and left alone', () => {
    const file = freshFile()
    const other = new SQLite(file)
    onTestFinished(() => void other.close())
    other.exec('CREATE TABLE recipes (name TEXT)')
    expect(() => Store.open(file)).toThrow(/database of another program/)
    expect(other.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['recipes'])
  })

  it('that is no database is refused', () => {
    const file = freshFile()
    writeFileSync(file, 'a text that is long enough to be read as the header of something else'.repeat(10))
    expect(() => Store.open(file)).toThrow(`db: ${file} is not a SQLite database`)
  })

  it('in a folder that is not there is a clear error', () => {
    expect(() => Store.open('/no/such/folder/tuning.db')).toThrow(/db: .*tuning\.db cannot be opened/)
  })
})

describe('two connections to a database', () => {
  it('see the same best, which is one object until either stores a better one', () => {
    const ours = Store.open(freshFile())
    const theirs = Store.join(ours.shared)
    onTestFinished(() => {
      theirs.close()
      ours.close()
    })
    const tuning = startTuning(ours)
    const find = (of: { cycles: number; from: Store }) => {
      of.from.log(tuning).append([groupOf(verified(of.cycles))], someProgress)
      of.from.flush()
      return ours.bests.get(tuning.workload_id, tuning.hardware)
    }
    const first = find({ cycles: 800, from: theirs })
    expect(first?.cycles).toBe(800)
    expect(find({ cycles: 900, from: theirs })).toBe(first)
    expect(find({ cycles: 700, from: theirs })?.cycles).toBe(700)
    expect(find({ cycles: 600, from: ours })?.cycles).toBe(600)
  })
})

describe('migrations', () => {
  it('leave a database as it was when one of them fails', () => {
    const db = new SQLite(inMemory)
    onTestFinished(() => void db.close())
    const broken = [...readMigrations(), { version: 1000, sql: 'CREATE TABLE more (x); SELECT nonsense' }]
    expect(() => migrate(db, broken)).toThrow(/nonsense/)
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0)
    expect(db.pragma('user_version', { simple: true })).toBe(0)
  })

  it('add to a database of an older version and keep its rows', () => {
    const db = new SQLite(inMemory)
    onTestFinished(() => void db.close())
    const first = readMigrations().slice(0, 1)
    migrate(db, first)
    db.exec(`INSERT INTO hardware VALUES ('h', '{}')`)
    migrate(db, [...first, { version: 2, sql: 'ALTER TABLE hardware ADD COLUMN note TEXT' }])
    expect(db.prepare('SELECT * FROM hardware').all()).toEqual([{ name: 'h', config: '{}', note: null }])
  })
})
