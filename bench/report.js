/**
 * What the benchmarks share: rows of one table, and how they are printed. A row is {target, measured, unit, comparedWith,
 * ratio, detail}: `comparedWith` says "at least" or "at most" where there is a target, `ratio` is measured over compared.
 */
import { pathToFileURL } from 'node:url'
import Table from 'cli-table3'

/** Whether a row meets its target; null where it has none. */
export const isMet = ({ comparedWith, ratio }) =>
  comparedWith.startsWith('at least') ? ratio >= 1 : comparedWith.startsWith('at most') ? ratio <= 1 : null

const round = (value) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : Number(value.toPrecision(3)).toString()

export const atLeast = (target, measured, unit, least, detail = '') => ({
  target,
  measured,
  unit,
  comparedWith: `at least ${least.toLocaleString('en-US')}`,
  ratio: measured / least,
  detail,
})

export const atMost = (target, measured, unit, most, detail = '') => ({
  target,
  measured,
  unit,
  comparedWith: `at most ${most.toLocaleString('en-US')}`,
  ratio: measured / most,
  detail,
})

/** A figure that no target is set for. */
export const beside = (target, measured, unit, detail = '') => ({
  target,
  measured,
  unit,
  comparedWith: 'no target',
  ratio: NaN,
  detail,
})

export function printTable(rows) {
  const table = new Table({
    head: ['target', 'measured', 'compared with', 'ratio', 'met', ''],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [46, 24, 26, 8, 5, 60],
  })
  for (const row of rows) {
    const met = isMet(row)
    table.push([
      row.target,
      `${round(row.measured)} ${row.unit}`,
      row.comparedWith,
      Number.isFinite(row.ratio) ? row.ratio.toFixed(2) : '',
      met === null ? '' : met ? 'yes' : 'NO',
      row.detail ?? '',
    ])
  }
  console.log(table.toString())
}

const benchmarks = new Map()

/** What makes the rows of a benchmark that was imported. */
export const rowsOf = (url) => benchmarks.get(url)

/** Says what makes a benchmark's rows, and prints them when it is the program that runs. */
export async function main(url, rows) {
  benchmarks.set(url, rows)
  if (url === pathToFileURL(process.argv[1]).href) printTable(await rows())
}
