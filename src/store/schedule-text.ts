import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { scheduleSchema, type Schedule } from '../compiler/schedule.js'

/** Today's knobs, in the order in which a row lists their values. */
const knobNames = scheduleSchema.keyof().options

const namesSchema = z.array(z.string())
const valuesSchema = z.array(z.unknown())

/**
 * Schedules as rows hold them: a JSON list of values, and the number of the list of knob names ("form") that
 * says what they are. A tenth of the bytes of JSON with names, and rows outlive a change of the knobs.
 */
export class ScheduleText {
  /** The form of what `write` gives. */
  readonly form: number
  readonly #names = new Map<number, readonly string[]>()

  constructor(db: Database) {
    const names = JSON.stringify(knobNames)
    db.prepare<[string]>('INSERT OR IGNORE INTO schedule_forms (names) VALUES (?)').run(names)
    const rows = db
      .prepare<[], { number: number; names: string }>('SELECT number, names FROM schedule_forms')
      .all()
    for (const row of rows) this.#names.set(row.number, namesSchema.parse(JSON.parse(row.names)))
    this.form = rows.find((row) => row.names === names)?.number ?? 0
  }

  write(schedule: Schedule): string {
    return JSON.stringify(knobNames.map((name) => schedule[name]))
  }

  read(form: number, text: string): Schedule {
    const names = this.#names.get(form)
    if (names === undefined) throw new Error(`the database holds no schedule form ${form}`)
    const values = valuesSchema.parse(JSON.parse(text))
    return scheduleSchema.parse(Object.fromEntries(names.map((name, index) => [name, values[index]])))
  }
}
