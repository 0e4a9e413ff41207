/** Target 10: seconds until `bin/tilewright --help` has printed, and until a server answers that it is ready. Medians of five. */
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { median } from './nine.js'
import { atMost, main } from './report.js'
import { bin, startServer } from './server.js'

const times = 5

function helpSeconds() {
  const from = performance.now()
  const { status } = spawnSync(bin, ['--help'])
  if (status !== 0) throw new Error(`--help ended with ${status}`)
  return (performance.now() - from) / 1000
}

async function readySeconds() {
  const server = await startServer()
  await server.end()
  return server.readySeconds
}

export async function rows() {
  const help = Array.from({ length: times }, helpSeconds)
  const ready = []
  for (let i = 0; i < times; i++) ready.push(await readySeconds())
  return [
    atMost('10 bin/tilewright --help', median(help), 's', 0.2),
    atMost('10 server ready', median(ready), 's', 1),
  ]
}

await main(import.meta.url, rows)
