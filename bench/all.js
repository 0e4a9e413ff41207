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

/** The rows that a benchmark prints; a row that says so when it fails. */
async function rowsOf(name) {
  const file = new URL(`${name}.js`, import.meta.url).pathname
  const child = spawn(process.execPath, [file, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const piece of child.stdout) text += piece
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  if (lines.length > 0) return lines.map((line) => JSON.parse(line))
  return [
    { target: name, measured: NaN, unit: '', comparedWith: 'at least to run', ratio: 0, detail: 'it failed' },
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
