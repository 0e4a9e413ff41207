import Table from 'cli-table3'

/** A table without colours: what is printed is the same to a person and to a file. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const printed = new Table({ head: [...head], style: { head: [], border: [] } })
  for (const row of rows) printed.push([...row])
  return printed.toString()
}
