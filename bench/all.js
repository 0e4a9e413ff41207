/**
 * Every target in one table, each benchmark in a process of its own. Needs `npm run build`.
 * Run: node bench/all.js [NAME...]   all of them when left out
 */
import { spawn } from 'node:child_process'
import { printTable } from './report.js'

const benchmarks = [
  'answer',
  'throughput',
  'length',
  'timing',
  'function',
  'workers',
  'store',
  'service',
  'memory',
  'start',
]

/** Has a process print a benchmark's rows as JSON; its second argument only stands where a program's name does. */
const printRows = (name) => [
  '--input-type=module',
  '--eval',
  `const url = ${JSON.stringify(new URL(`${name}.js`, import.meta.url).href)}
   const { rows } = await import(url)
   const { rowsOf } = await import(new URL('report.js', url).href)
   for (const row of await (rows ?? rowsOf(url))()) console.log(JSON.stringify(row))`,
  'bench',
]

/** The rows of a benchmark; a row that says so when it fails. */
async function rowsOf(name) {
  // The program's own flag (bin/tilewright), for those that tune in their own process.
  const child = spawn(process.execPath, ['--single-threaded-gc', ...printRows(name)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  for await (const piece of child.stdout) text += piece
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  if (lines.length > 0) return lines.map((line) => JSON.parse(line))
  return [
    { target: name, measured: 0, unit: '', comparedWith: 'at least to run', ratio: 0, detail: 'failed' },
  ]
}

const wanted = process.argv.slice(2)
const rows = []
const from = performance.now()
for (const name of wanted.length > 0 ? wanted : benchmarks) {
  process.stderr.write(`${name} ...\n`)
  rows.push(...(await rowsOf(name)))
}
printTable(rows)
console.log(`${((performance.now() - from) / 60_000).toFixed(1)} minutes`)
