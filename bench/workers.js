/**
 * Candidates a second through the pool, with one worker and with two: schedules of 16x256x256 on pynq drawn uniformly from
 * the space of the certified strategy are compiled, timed to the end and verified, as a tuning does but for choosing and
 * storing. Needs `npm run build`. Run: node bench/workers.js [candidates]
 */
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { defaultSchedule } from '../dist/compiler/default.js'
import { preset } from '../dist/hardware/presets.js'
import { MeasurePool } from '../dist/measure/pool.js'
import { spaceOf } from '../dist/search/spaces.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'

const hardware = preset('pynq')
const workload = normalWorkload({
  kind: 'gemm',
  m: 16,
  n: 256,
  k: 256,
  epilogue: { shift: 8, clip: [0, 127] },
})
const subject = { workload, hardware, seed: 1 }

/** Schedules in a batch, and batches at a time, as a tuning has them. */
const batchSize = 512
const batchesAtOnce = 3

function drawBatches(count) {
  const space = spaceOf('sequences', workload, hardware)
  const random = seededRandom(1)
  return Array.from({ length: Math.ceil(count / batchSize) }, () =>
    Array.from({ length: batchSize }, () => space.at(random.below(space.size))),
  )
}

/** Measures all batches. Returns candidates a second, the share of its time that this thread was busy, and what one costs all threads. */
async function measureAll(workers, batches) {
  const pool = await MeasurePool.start({ workers })
  const [plain] = await pool.measure(subject, [defaultSchedule(workload, hardware)])
  const incumbent = Math.round(plain.cycles * 0.65)
  await pool.measure(subject, batches[0], undefined, incumbent)
  const rest = batches.slice(1)
  let verified = 0
  let next = 0
  const loop = performance.eventLoopUtilization()
  const cpu = process.cpuUsage()
  const from = performance.now()
  const flight = async () => {
    while (next < rest.length) {
      const measured = await pool.measure(subject, rest[next++], undefined, incumbent)
      for (const { verified: one } of measured) if (one) verified++
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, flight))
  const seconds = (performance.now() - from) / 1000
  const busy = performance.eventLoopUtilization(loop).utilization
  const { user, system } = process.cpuUsage(cpu)
  await pool.close()
  return { rate: verified / seconds, busy, microseconds: (user + system) / verified }
}

/** One row for each number of workers, and one for what the second adds. */
export async function rows(count = 20_000) {
  const batches = drawBatches(count)
  const one = await measureAll(1, batches)
  const two = await measureAll(2, batches)
  const row = ({ rate, busy, microseconds }, workers) => ({
    target: `verified candidates through the pool, ${workers}`,
    measured: rate,
    unit: '/s',
    comparedWith: '20,000 with two workers, stored',
    ratio: rate / 20_000,
    detail: `${microseconds.toFixed(0)} us of CPU each; main thread busy ${(100 * busy).toFixed(0)}%`,
  })
  return [
    row(one, '1 worker'),
    row(two, '2 workers'),
    {
      target: 'second worker',
      measured: two.rate / one.rate,
      unit: 'times one',
      comparedWith: 'at least 1.7',
      ratio: two.rate / one.rate / 1.7,
    },
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { target, measured, unit, comparedWith, detail } of await rows(
    Number(process.argv[2] ?? 20_000),
  )) {
    console.log(
      `${target}: ${measured.toFixed(unit === '/s' ? 0 : 2)} ${unit} (${comparedWith}) ${detail ?? ''}`,
    )
  }
}
