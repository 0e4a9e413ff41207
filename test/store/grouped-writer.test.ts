import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { NotWritten } from '../../src/store/not-written.js'
import { GroupedWriter, type WriterParts } from '../../src/store/grouped-writer.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function numbers(parts?: WriterParts) {
  const db = new SQLite(':memory:')
  onTestFinished(() => void db.close())
  db.exec('CREATE TABLE numbers (n INTEGER UNIQUE)')
  const insert = db.prepare<[number]>('INSERT INTO numbers VALUES (?)')
  const all = db.prepare<[], number>('SELECT n FROM numbers ORDER BY rowid').pluck()
  return {
    writer: new GroupedWriter(db, parts),
    add: (n: number) => () => void insert.run(n),
    all: () => all.all(),
  }
}

it('commits what waits after a moment, without being asked', () => {
  const { writer, add, all } = numbers()
  writer.soon(1, add(1))
  writer.soon(1, add(2))
  expect(all()).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(all()).toEqual([1, 2])
})

it('commits at once when enough rows wait', () => {
  const { writer, add, all } = numbers()
  writer.soon(63, add(1))
  expect(all()).toEqual([])
  writer.soon(1, add(2))
  expect(all()).toEqual([1, 2])
})

it('commits no group while that would have to wait, and does so afterwards', () => {
  let mustWait = true
  const { writer, add, all } = numbers({ mustWait: () => mustWait })
  writer.soon(64, add(1))
  vi.advanceTimersByTime(1000)
  expect(all()).toEqual([])
  mustWait = false
  vi.advanceTimersByTime(1000)
  expect(all()).toEqual([1])
})

it('commits what waits before a write that cannot wait', () => {
  const { writer, add, all } = numbers()
  writer.soon(1, add(1))
  expect(writer.now(() => (add(2)(), 'done'))).toBe('done')
  expect(all()).toEqual([1, 2])
})

it('commits what waits though a write that cannot wait fails', () => {
  const { writer, add, all } = numbers()
  writer.soon(1, add(1))
  expect(() => writer.now(add(1))).toThrow(/UNIQUE/)
  expect(all()).toEqual([1])
})

it('tells the next who writes rows that a group was lost, and then goes on', () => {
  const { writer, add, all } = numbers()
  writer.soon(1, add(1))
  writer.soon(1, add(1))
  vi.advanceTimersByTime(1000)
  expect(() => writer.soon(1, add(2))).toThrow(/UNIQUE/)
  writer.soon(1, add(3))
  writer.flush()
  expect(all()).toEqual([3])
})

it('does a write that cannot wait though the group before it is lost, and tells at the flush', () => {
  const { writer, add, all } = numbers()
  writer.soon(1, add(1))
  writer.soon(1, add(1))
  writer.now(add(2))
  expect(all()).toEqual([2])
  expect(() => writer.flush()).toThrow(/UNIQUE/)
})

it('says of a write that the disk has no room for that it is not written, and by which words', () => {
  const db = new SQLite(':memory:')
  onTestFinished(() => void db.close())
  db.exec('CREATE TABLE texts (text TEXT)')
  db.pragma('max_page_count = 2')
  const insert = db.prepare<[string]>('INSERT INTO texts VALUES (?)')
  const writer = new GroupedWriter(db)
  const write = () => void insert.run('x'.repeat(100_000))
  expect(() => writer.now(write)).toThrow(NotWritten)
  expect(() => writer.now(write)).toThrow('db: :memory: cannot be written: database or disk is full')
  writer.soon(1, write)
  expect(() => writer.flush()).toThrow(NotWritten)
})
