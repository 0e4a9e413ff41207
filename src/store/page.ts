import { z } from 'zod'
import { InputError } from '../hardware/input.js'

/** Part of a list: ask for the next part with its cursor, until that is null. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}

/** Where to go on, as the page before said, and how many items at most. */
export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit: number
}

const keysSchema = z.array(z.number().int())

/** A cursor hides the sort keys of the last item given out. */
const writeCursor = (keys: readonly number[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url')

/** @throws InputError for what `writeCursor` did not write. */
export function readCursor(cursor: string, keyCount: number): readonly number[] {
  const parsed = keysSchema.length(keyCount).safeParse(parseJson(cursor))
  if (!parsed.success) {
    throw new InputError(
      'cursor',
      `"${cursor}" is not a cursor of this list: use next_cursor of a page before`,
    )
  }
  return parsed.data
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}

/** A page from rows of which one more than `limit` was asked for, to see whether there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keys: (row: Row) => readonly number[],
  item: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const next_cursor = rows.length > limit ? writeCursor(keys(shown[limit - 1])) : null
  return { items: shown.map((row) => item(row)), next_cursor }
}
