import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { ScheduleForm, todaysForm } from '../compiler/schedule-form.js'

interface Row {
  readonly number: number
  readonly names: string
  readonly words: string
}

const listSchema = z.array(z.string())
const listOf = (text: string): readonly string[] => listSchema.parse(JSON.parse(text))

/** The forms that a database's schedules are in, by number. */
export class ScheduleForms {
  readonly #insert
  readonly #find
  readonly #all
  readonly #forms = new Map<number, ScheduleForm>()
  readonly #numbers = new Map<ScheduleForm, number>()

  constructor(db: Database) {
    this.#insert = db.prepare<[string, string]>(
      'INSERT OR IGNORE INTO schedule_forms (names, words) VALUES (?, ?)',
    )
    this.#find = db
      .prepare<[string, string], number>('SELECT number FROM schedule_forms WHERE names = ? AND words = ?')
      .pluck()
    this.#all = db.prepare<[], Row>('SELECT number, names, words FROM schedule_forms')
    for (const { number, names, words } of this.#all.all()) {
      this.#know(number, new ScheduleForm(listOf(names), listOf(words)))
    }
    this.#know(this.add(todaysForm), todaysForm)
  }

  #know(number: number, form: ScheduleForm): void {
    this.#forms.set(number, form)
    this.#numbers.set(form, number)
  }

  /** Lets the database know a form. @returns its number. */
  add(form: ScheduleForm): number {
    const lists: [string, string] = [JSON.stringify(form.names), JSON.stringify(form.words)]
    this.#insert.run(...lists)
    const number = this.#find.get(...lists)
    if (number === undefined) throw new Error('a schedule form was not stored')
    if (!this.#forms.has(number)) this.#know(number, form)
    return number
  }

  /** @throws Error when the database has no such form. */
  get(number: number): ScheduleForm {
    const form = this.#forms.get(number)
    if (form === undefined) throw new Error(`the database holds no schedule form ${number}`)
    return form
  }

  /** The number of a form that it has given out, or of today's. */
  numberOf(form: ScheduleForm): number {
    return this.#numbers.get(form) ?? this.add(form)
  }
}
