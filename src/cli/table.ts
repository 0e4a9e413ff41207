import Table from 'cli-table3'

/** No lines between rows. */
const compact = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

/** A table without colours: what is printed is the same to a person and to a file. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const printed = new Table({ head: [...head], style: { head: [], border: [] }, chars: compact })
  for (const row of rows) printed.push([...row])
  return printed.toString()
}
