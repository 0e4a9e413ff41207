/**
 * Target 0: seconds from POST to a schedule within 1% of the bound for any program, over HTTP with the events stream, on a
 * server that has just started with a fresh database, for each of the nine products. One that does not come so near is
 * watched for twenty seconds, and counts with the time that its best took to be found.
 * Needs `npm run build`. Run: node bench/answer.js
 */
import { performance } from 'node:perf_hooks'
import { preset } from '../dist/hardware/presets.js'
import { lowerBound } from '../dist/search/bounds/lower-bound.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { layer, median, nine } from './nine.js'
import { atMost, beside, main } from './report.js'
import { startServer } from './server.js'

const near = 1.01
const patienceSeconds = 20

/** Watches one tuning: when its best came, and when it came near the bound. */
async function watch(client, id, bound, since) {
  const found = { cycles: Infinity, bestSeconds: Infinity, nearSeconds: null }
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), patienceSeconds * 1000)
  for await (const news of client.events(id, stop.signal)) {
    for (const { best } of news.event === 'snapshot' ? news.tunings : [news.tuning]) {
      if (!best || best.cycles >= found.cycles) continue
      const seconds = (performance.now() - since) / 1000
      found.cycles = best.cycles
      found.bestSeconds = seconds
      if (best.cycles <= near * bound) found.nearSeconds ??= seconds
    }
    if (found.nearSeconds !== null) break
  }
  clearTimeout(timer)
  return found
}

async function answerTo(size) {
  const workload = layer(size)
  const bound = lowerBound(normalWorkload(workload), preset('pynq')).cycles
  const server = await startServer()
  const { client } = server
  try {
    const since = performance.now()
    const { id } = await client.tune({ workload })
    const found = await watch(client, id, bound, since)
    await client.cancel(id)
    return { name: size.join('x'), bound, ...found }
  } finally {
    await server.end()
  }
}

const gapOf = ({ cycles, bound }) => `${(100 * (cycles / bound - 1)).toFixed(2)}%`

export async function rows() {
  const answers = []
  for (const size of nine) answers.push(await answerTo(size))
  const seconds = answers.map(({ nearSeconds, bestSeconds }) => nearSeconds ?? bestSeconds)
  const far = answers.filter(({ nearSeconds }) => nearSeconds === null)
  const each = answers.map((answer, i) => `${answer.name} ${seconds[i].toFixed(2)} s, gap ${gapOf(answer)}`)
  return [
    atMost('0 POST to within 1% of the bound, median', median(seconds), 's', 2, each.join('; ')),
    atMost('0 POST to within 1% of the bound, most', Math.max(...seconds), 's', 10),
    atMost(
      '0 products further than 1% from the bound',
      far.length,
      'of 9',
      0.001,
      far.map((answer) => `${answer.name} ${gapOf(answer)}`).join(', '),
    ),
    beside('0 least cycles found over all nine, mean gap', geometricGap(answers), '%'),
  ]
}

const geometricGap = (answers) =>
  100 *
  (Math.exp(answers.reduce((sum, { cycles, bound }) => sum + Math.log(cycles / bound), 0) / answers.length) -
    1)

await main(import.meta.url, rows)
