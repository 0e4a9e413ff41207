import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { ByteWriter, ScheduleForm, todaysForm, type Value } from '../compiler/schedule-form.js'
import type { MeasurementStatus } from '../measure/record.js'
import { RowGroup } from '../measure/row-group.js'
import { RowGroupWriter } from '../measure/row-group-writer.js'
import type { Verdict } from '../measure/verdict.js'
import { RowGroups } from './row-groups.js'
import { ScheduleForms } from './schedule-forms.js'

/*
 * What of migration 5 is beyond SQL: schedules that were JSON lists of values become bytes, and measurements groups. Values
 * are taken as they are: it is for whoever reads them to say what is a schedule.
 */

/** Rows read at a time, and rows of a group at most. */
const chunkRows = 4096
const mostRows = 256

const namesSchema = z.array(z.string())
const valueSchema: z.ZodType<Value> = z.lazy(() =>
  z.union([z.null(), z.number(), z.string(), z.array(valueSchema)]),
)
const valuesSchema = z.array(valueSchema)

interface EarlierRow extends Omit<Verdict, 'check'> {
  readonly tuning: number
  readonly number: number
  readonly form: number
  readonly schedule: string
  readonly status: MeasurementStatus
  readonly seed: number
  readonly worker: number
  readonly checked: Verdict['check']
}

/** Writes all of an earlier database's rows in today's way, and gives up the earlier tables. */
export function convertEarlierRows(db: Database): void {
  const forms = new ScheduleForms(db)
  const earlier = db.prepare<[], { number: number; names: string }>('SELECT * FROM earlier_schedule_forms')
  const numbers = new Map(
    earlier.all().map(({ number, names }) => {
      const form = new ScheduleForm(namesSchema.parse(JSON.parse(names)), todaysForm.words)
      return [number, forms.add(form)]
    }),
  )
  const formOf = (number: number): number => numbers.get(number) ?? 0
  const bytesOf = (form: number, schedule: string): Uint8Array => {
    const writer = new ByteWriter()
    forms.get(formOf(form)).write(valuesSchema.parse(JSON.parse(schedule)), writer)
    return writer.written
  }
  convertCandidates(db, formOf, bytesOf)
  const groups = new RowGroups(db, forms)
  for (const rows of runs(earlierMeasurements(db))) {
    const writer = new RowGroupWriter()
    for (const { form, schedule, checked: check, ...verdict } of rows) {
      writer.addWritten(bytesOf(form, schedule), { ...verdict, check })
    }
    const [{ tuning, number: first, form, seed, worker }] = rows
    const head = { length: rows.length, form: forms.get(formOf(form)), seed, worker }
    groups.insert(tuning, { first, group: new RowGroup(head, writer.bytes()) })
  }
  db.exec('DROP TABLE measurements; DROP TABLE earlier_candidates; DROP TABLE earlier_schedule_forms')
}

function convertCandidates(
  db: Database,
  formOf: (form: number) => number,
  bytesOf: (form: number, schedule: string) => Uint8Array,
): void {
  db.function('form_of', (form) => formOf(Number(form)))
  db.function('schedule_bytes', (form, schedule) => Buffer.from(bytesOf(Number(form), String(schedule))))
  db.exec(
    `INSERT INTO candidates
     SELECT tuning, number, form_of(form), schedule_bytes(form, schedule), point, told_status, told_cycles, told_seconds,
       told_detail
     FROM earlier_candidates`,
  )
}

function* earlierMeasurements(db: Database): Generator<EarlierRow> {
  const page = db.prepare<[number, number, number], EarlierRow>(
    'SELECT * FROM measurements WHERE (tuning, number) > (?, ?) ORDER BY tuning, number LIMIT ?',
  )
  let last: Pick<EarlierRow, 'tuning' | 'number'> | undefined = { tuning: 0, number: 0 }
  while (last) {
    const rows: readonly EarlierRow[] = page.all(last.tuning, last.number, chunkRows)
    yield* rows
    last = rows.at(-1)
  }
}

/** Rows that a group can hold: numbered one after the other, and alike in what a group says once. */
function* runs(rows: Iterable<EarlierRow>): Generator<readonly EarlierRow[]> {
  let run: EarlierRow[] = []
  for (const row of rows) {
    const last = run.at(-1)
    if (last && (run.length === mostRows || !follows(row, last))) {
      yield run
      run = []
    }
    run.push(row)
  }
  if (run.length > 0) yield run
}

const follows = (row: EarlierRow, last: EarlierRow): boolean =>
  row.tuning === last.tuning &&
  row.number === last.number + 1 &&
  row.form === last.form &&
  row.seed === last.seed &&
  row.worker === last.worker
