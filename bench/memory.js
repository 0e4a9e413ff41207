/**
 * Target 9: memory of the server's process, its workers included, in a tuning of a million candidates: the most, and how it
 * grew over the second half. Needs `npm run build`. Run: node bench/memory.js [CANDIDATES] [SECONDS]
 */
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { layer, median } from './nine.js'
import { atMost, main } from './report.js'
import { residentMegabytes, startServer } from './server.js'

const [candidates = 1_000_000, patienceSeconds = 120] = process.argv
  .slice(2)
  .filter((word) => /^\d+$/.test(word))
  .map(Number)

/** Memory, sampled until the tuning is over or so long has passed. */
async function sample({ client, pid }, id) {
  const samples = []
  const until = performance.now() + patienceSeconds * 1000
  for (;;) {
    await sleep(250)
    samples.push(residentMegabytes(pid))
    const { state, progress } = await client.tuning(id)
    if (state !== 'running' || performance.now() > until) return { samples, tried: progress?.tried ?? 0 }
  }
}

export async function rows() {
  const server = await startServer()
  try {
    const { client } = server
    const workload = layer([16, 256, 256])
    const budget = { trials: candidates }
    const { id } = await client.tune({
      workload,
      strategy: 'random',
      space: 'sequences',
      budget,
      retain: 1000,
    })
    const { samples, tried } = await sample(server, id)
    const quarter = Math.floor(samples.length / 4)
    const middle = median(samples.slice(2 * quarter, 3 * quarter))
    const last = median(samples.slice(3 * quarter))
    const detail = `${tried.toLocaleString('en-US')} candidates`
    return [
      atMost('9 memory of server and workers, most', Math.max(...samples), 'MiB', 400, detail),
      atMost(
        '9 growth, third to fourth quarter',
        last / middle,
        'times',
        1.05,
        `${middle.toFixed(0)} to ${last.toFixed(0)} MiB`,
      ),
    ]
  } finally {
    await server.end()
  }
}

await main(import.meta.url, rows)
