/**
 * Target 8: requests a second of GET best beside a bare fastify route that returns a constant of the same size, in turns;
 * and the 99th percentile of its latency while a tuning runs, beside the same when nothing does, both at the same steady rate:
 * without the client's own waits for a core, and as the client sees it.
 * Needs `npm run build`. Run: node bench/service.js
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { latencies } from './latency.js'
import { layer, median } from './nine.js'
import { atLeast, atMost, beside, main } from './report.js'
import { startServer } from './server.js'

const rounds = 3
const loadSeconds = 3
const connections = 10

/** What a tuning takes to be at work. */
const warmMilliseconds = 1000

/** Requests a second that latencies are measured at, for so long, so often: a twentieth of a core's work. */
const steadyRate = 200
const steadySeconds = 4
const steadyRounds = 3

const bareServer = `
  import fastify from 'fastify'
  const answer = Buffer.from(process.argv[1])
  const api = fastify()
  api.get('/best', (_, reply) => reply.type('application/json; charset=utf-8').send(answer))
  console.log(await api.listen({ host: '127.0.0.1', port: 0 }))`

/** A route that does nothing but answer with these bytes. */
async function startBare(body) {
  const cwd = new URL('..', import.meta.url)
  // With the program's own flag (bin/tilewright), so that only the routes differ.
  const words = ['--single-threaded-gc', '--input-type=module', '--eval', bareServer, body]
  const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { url: `${String(line).trim()}/best`, end: () => child.kill() }
}

async function requestsPerSecond(url) {
  const { requests, non2xx, errors } = await autocannon({ url, connections, duration: loadSeconds })
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests were not answered`)
  return requests.average
}

/** Milliseconds: medians over rounds. */
async function p99(url) {
  const found = []
  for (let round = 0; round < steadyRounds; round++) {
    found.push(await latencies(url, steadyRate, steadySeconds))
  }
  return {
    served: median(found.map(({ served }) => served.p99 / 1000)),
    seen: median(found.map(({ seen }) => seen.p99 / 1000)),
  }
}

export async function rows() {
  const server = await startServer()
  const { client } = server
  const workload = layer([16, 64, 64])
  const tuned = await client.tune({ workload, strategy: 'random', budget: { trials: 200 } }, { wait: 60 })
  const best = `${server.url}/v1/workloads/${tuned.workload_id}/best`
  const bare = await startBare(await (await fetch(best)).text())
  try {
    const rates = { best: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await requestsPerSecond(bare.url))
      rates.best.push(await requestsPerSecond(best))
    }
    const idle = await p99(best)
    const budget = { trials: 10_000_000 }
    const { id } = await client.tune({
      workload: layer([16, 256, 256]),
      strategy: 'random',
      space: 'sequences',
      budget,
    })
    await sleep(warmMilliseconds)
    const busy = await p99(best)
    await client.cancel(id)
    return [
      atLeast(
        '8 GET best, rate of a bare route',
        median(rates.best) / median(rates.bare),
        'times',
        0.8,
        `${median(rates.best).toFixed(0)}/s, bare ${median(rates.bare).toFixed(0)}/s`,
      ),
      atMost(
        '8 p99 while tuning, of idle',
        busy.served / idle.served,
        'times',
        2,
        `${busy.served.toFixed(2)} ms, idle ${idle.served.toFixed(2)} ms at ${steadyRate}/s, without the client's waits for a core`,
      ),
      beside(
        '8 p99 while tuning, as a client on the same cores sees it',
        busy.seen / idle.seen,
        'times idle',
        `${busy.seen.toFixed(2)} ms, idle ${idle.seen.toFixed(2)} ms`,
      ),
    ]
  } finally {
    bare.end()
    await server.end()
  }
}

await main(import.meta.url, rows)
