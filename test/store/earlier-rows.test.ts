import SQLite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { scheduleSchema } from '../../src/compiler/schedule.js'
import { migrate, readMigrations } from '../../src/store/migrate.js'
import { Store } from '../../src/store/store.js'
import { freshFile, illegal, sampleSchedule, verified } from './samples.js'

/** A database as version 4 left it, with a tuning and a log of rows that had a schedule as text. */
function earlierDatabase(rows: readonly ReturnType<typeof verified>[], gapBehind: number): string {
  const file = freshFile()
  const db = new SQLite(file)
  migrate(db, readMigrations().slice(0, 4))
  const names = scheduleSchema.keyof().options.toReversed()
  db.prepare('INSERT INTO schedule_forms (number, names) VALUES (3, ?)').run(JSON.stringify(names))
  db.exec(`
    INSERT INTO hardware VALUES ('pynq', '{}');
    INSERT INTO workloads VALUES (1, 'gemm-1x64x64', 'gemm', 1, 64, 64, '{}', 0);
    INSERT INTO tunings (workload_id, hardware, strategy, seed, priority, state, created_at, counts)
      VALUES ('gemm-1x64x64', 'pynq', 'random', 7, 0, 'finished', 0, '{}')`)
  const text = (schedule: ReturnType<typeof sampleSchedule>) =>
    JSON.stringify(names.map((name) => schedule[name]))
  const insert = db.prepare('INSERT INTO measurements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (const [
    i,
    { schedule, status, cycles, seed, worker, seconds, detail, program, check },
  ] of rows.entries()) {
    const number = i < gapBehind ? i + 1 : i + 101
    const sound = status === 'ok' ? 1 : 0
    insert.run(1, number, 3, text(schedule), status, cycles, sound, seed, worker, seconds, detail, program, check) // prettier-ignore
  }
  db.prepare('INSERT INTO candidates VALUES (1, 5, 3, ?, 77, ?, 12, NULL, NULL)').run(
    text(sampleSchedule(9)),
    'ok',
  )
  db.close()
  return file
}

it('rows of an earlier version are there as they were, under their numbers, gaps and all', () => {
  const rows = Array.from({ length: 700 }, (_, i) =>
    i % 5 === 0 ? illegal(i + 1) : { ...verified(1000 + i, i + 1), worker: i < 300 ? 1 : 2 },
  )
  const store = Store.open(earlierDatabase(rows, 400))
  const { items } = store.measurements.page({}, { limit: 1000 })
  expect(items).toMatchObject(rows)
  expect(items.map(({ id }) => id)).toEqual(rows.map((_, i) => `t1.${i < 400 ? i + 1 : i + 101}`))
  expect(items[0]).toMatchObject({ tuning_id: 't1', workload_id: 'gemm-1x64x64', hardware: 'pynq' })
  expect(store.measurements.get('t1.450')).toBeNull()
  expect(store.measurements.get('t1.501')).toEqual(items[400])
  expect(store.measurements.page({ status: 'illegal' }, { limit: 1000 }).items).toHaveLength(140)
  expect(store.candidates.after(1, 0, 10)).toEqual([
    {
      number: 5,
      schedule: sampleSchedule(9),
      point: 77,
      told: { status: 'ok', cycles: 12, seconds: null, detail: null },
    },
  ])
  store.close()
})

it('an earlier database without rows opens', () => {
  Store.open(earlierDatabase([], 0)).close()
})
