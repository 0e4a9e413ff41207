/**
 * Candidates a second through the pool, with one worker and with two: points of 16x256x256 on pynq drawn uniformly from
 * the space of the certified strategy are compiled, timed to the end and verified, as a tuning does but for choosing and
 * storing. Needs `npm run build`. Run: node bench/workers.js [--json]
 */
import { performance } from 'node:perf_hooks'
import { defaultSchedule } from '../dist/compiler/default.js'
import { preset } from '../dist/hardware/presets.js'
import { these } from '../dist/measure/candidates.js'
import { MeasurePool } from '../dist/measure/pool.js'
import { spaceOf } from '../dist/search/spaces.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { atLeast, beside, main } from './report.js'

const hardware = preset('pynq')
const workload = normalWorkload({
  kind: 'gemm',
  m: 16,
  n: 256,
  k: 256,
  epilogue: { shift: 8, clip: [0, 127] },
})
const subject = { workload, hardware, seed: 1 }

/** Candidates in all, and of them those that are measured first and not counted: the engine compiles meanwhile. */
const candidates = 240_000
const warmingUp = 40_000

/** Points in a batch, and batches at a time, as a tuning has them. */
const batchSize = 1024
const batchesAtOnce = 4

function drawBatches(count) {
  const space = spaceOf('sequences', workload, hardware)
  const random = seededRandom(1)
  return Array.from({ length: Math.ceil(count / batchSize) }, () => ({
    kind: 'points',
    space: 'sequences',
    indices: Float64Array.from({ length: batchSize }, () => random.below(space.size)),
  }))
}

/** Measures all batches. Returns candidates a second, the share of its time that this thread was busy, and what one costs all threads. */
async function measureAll(workers, batches) {
  const pool = await MeasurePool.start({ workers })
  const [plain] = await pool.measure(subject, these(defaultSchedule(workload, hardware)))
  const incumbent = Math.round(plain.cycles(0) * 0.65)
  const first = Math.ceil(warmingUp / batchSize)
  await Promise.all(
    batches.slice(0, first).map((batch) => pool.measure(subject, batch, undefined, { incumbent })),
  )
  const rest = batches.slice(first)
  let verified = 0
  let next = 0
  const loop = performance.eventLoopUtilization()
  const cpu = process.cpuUsage()
  const from = performance.now()
  const flight = async () => {
    while (next < rest.length) {
      for (const group of await pool.measure(subject, rest[next++], undefined, { incumbent })) {
        for (let row = 0; row < group.length; row++) if (group.status(row) === 'ok') verified++
      }
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, flight))
  const seconds = (performance.now() - from) / 1000
  const busy = performance.eventLoopUtilization(loop).utilization
  const { user, system } = process.cpuUsage(cpu)
  await pool.close()
  return { rate: verified / seconds, busy, microseconds: (user + system) / verified }
}

const rowOf = ({ rate, busy, microseconds }, workers) =>
  beside(
    `6 verified candidates through the pool, ${workers}`,
    rate,
    '/s',
    `${microseconds.toFixed(0)} us of CPU each; main thread busy ${(100 * busy).toFixed(0)}%`,
  )

/** One row for each number of workers, and one for what the second adds. */
export async function rows() {
  const batches = drawBatches(candidates)
  const one = await measureAll(1, batches)
  const two = await measureAll(2, batches)
  return [
    rowOf(one, '1 worker'),
    rowOf(two, '2 workers'),
    atLeast('6 through the pool, a second worker', two.rate / one.rate, 'times one', 1.7),
  ]
}

await main(import.meta.url, rows)
