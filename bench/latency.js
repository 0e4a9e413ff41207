/**
 * Latencies of a GET at a steady rate, in microseconds, as a client in a process of its own sees them: from the moment
 * a request is sent until its answer has been read. Requests go out on time whether or not those before are answered. The
 * client has to share the cores with what it measures: beside what it saw is what is left without its own waits for a core.
 */
import { spawn } from 'node:child_process'
import { Agent, get } from 'node:http'
import { openSync, readSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const scheduled = Buffer.alloc(64)
const schedule = openSync('/proc/thread-self/schedstat')

/** Microseconds for which this thread could run and had no core, in all. */
function waited() {
  readSync(schedule, scheduled, 0, scheduled.length, 0)
  return Number(scheduled.toString('latin1').split(' ', 2)[1]) / 1000
}

/** Microseconds that one answer took, and how long the client waited for a core meanwhile. */
function timed(url, agent) {
  return new Promise((resolve, reject) => {
    const before = waited()
    const from = performance.now()
    const request = get(url, { agent }, (response) => {
      response.resume()
      response.on('end', () => {
        const seen = (performance.now() - from) * 1000
        resolve({ seen, own: waited() - before })
      })
    })
    request.on('error', reject)
  })
}

/** So many requests a second for so long. @returns what each took */
async function load(url, rate, seconds) {
  const agent = new Agent({ keepAlive: true })
  const answers = []
  const begin = performance.now()
  while (answers.length < rate * seconds) {
    await sleep(begin + (answers.length * 1000) / rate - performance.now())
    answers.push(timed(url, agent))
  }
  const took = await Promise.all(answers)
  agent.destroy()
  return took
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]

const percentiles = (took) => {
  const sorted = took.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }
}

/**
 * The median and the 99th percentile of so many requests a second for so long, in microseconds: as the client saw them, and
 * without its own waits for a core.
 */
export async function latencies(url, rate, seconds) {
  const words = [new URL(import.meta.url).pathname, url, rate, seconds].map(String)
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const piece of child.stdout) text += piece
  const took = JSON.parse(text)
  return {
    seen: percentiles(took.map(({ seen }) => seen)),
    served: percentiles(took.map(({ seen, own }) => seen - own)),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url, rate, seconds] = process.argv.slice(2)
  console.log(JSON.stringify(await load(url, Number(rate), Number(seconds))))
}
