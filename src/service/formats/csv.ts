import { describeIssues, InputError, withValues } from '../../hardware/input.js'
import { parseJson } from './json.js'
import { claimOf, rowOf, rowSchema } from './jsonl.js'
import type { LogFormat } from './format.js'

const columns = [
  'id',
  'tuning_id',
  'workload_id',
  'hardware',
  'status',
  'cycles',
  'verified',
  'check',
  'seed',
  'worker',
  'seconds',
  'program',
  'detail',
  'workload',
  'schedule',
] as const

/** RFC 4180: quoted where it has to be; objects as JSON, nothing for null. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The rows of a text, each a list of cells. @throws InputError when a quote is never closed */
function* cellsOf(text: string): Generator<readonly string[]> {
  let row: string[] = []
  const token = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const match = token.exec(text)
    if (!match)
      throw new InputError('log', `the quote at character ${at} is never closed, or something follows it`)
    const [, raw, end] = match
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end === ',') continue
    if (row.length > 1 || row[0] !== '') yield row
    row = []
  }
}

const optionalNumber = (text: string | undefined): number | null => (text ? Number(text) : null)

/** A table for spreadsheets: a row a candidate, its schedule and its workload as JSON. */
export const csv: LogFormat = {
  mediaType: 'text/csv',
  *write(rows) {
    yield `${columns.join(',')}\r\n`
    for (const row of rows) {
      const values = rowOf(row)
      yield `${columns.map((column) => cell(values[column])).join(',')}\r\n`
    }
  },
  *read(text) {
    let header: readonly string[] | null = null
    let record = 0
    for (const cells of cellsOf(text)) {
      record++
      if (header === null) {
        header = cells
        continue
      }
      const named = new Map(header.map((name, i) => [name, cells[i]]))
      const parsed = rowSchema.safeParse(
        {
          hardware: named.get('hardware'),
          status: named.get('status'),
          cycles: optionalNumber(named.get('cycles')),
          detail: named.get('detail') ?? null,
          workload: parseJson(named.get('workload') ?? '', `the workload of row ${record}`),
          schedule: parseJson(named.get('schedule') ?? '', `the schedule of row ${record}`),
        },
        withValues,
      )
      yield parsed.success ? claimOf(parsed.data) : { record, reason: describeIssues(parsed.error) }
    }
  },
}
