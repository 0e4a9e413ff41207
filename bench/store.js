// What the store costs: rows a second, and milliseconds for what a server asks of a full log.
// Usage: npm run build && node bench/store.js [ROWS]
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { scheduleSchema } from '../dist/compiler/schedule.js'
import { preset } from '../dist/hardware/presets.js'
import { Store } from '../dist/store/store.js'
import { normalWorkload } from '../dist/workload/workload.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const batchRows = 256
const tuningCount = 10

const progress = {
  tried: 0,
  trials: rows,
  simulated: 0,
  seconds: 1,
  candidates_per_second: 0,
  best: null,
}

const plain = scheduleSchema.parse({
  tile_m: 1,
  tile_n: 1,
  tile_k: 1,
  order: 'mnk',
  inp_at: 'k',
  wgt_at: 'k',
  threads: 2,
  thread_axis: 'n',
  uop_axis: 'm',
})

const schedule = (i) => ({
  ...plain,
  tile_m: 1 + (i % 16),
  tile_n: 1 + ((i >> 4) % 16),
  tile_k: 1 + ((i >> 8) % 16),
})

const measurement = (i) => {
  const illegal = i % 7 === 0
  return {
    schedule: schedule(i),
    status: illegal ? 'illegal' : 'ok',
    cycles: illegal ? null : 20_000 + ((i * 7919) % 100_003),
    verified: !illegal,
    detail: illegal ? 'tile_n: 128, but the acc scratchpad holds 2048 elements' : null,
    seed: 1,
    worker: i % 2,
    program: illegal ? null : (i * 2_654_435_761) % 2 ** 32,
    seconds: 0.00009,
  }
}

function fill(store) {
  const hardware = preset('pynq')
  store.accelerators.add(hardware)
  let stored = 0
  let busy = 0
  let longest = 0
  for (let t = 0; t < tuningCount; t++) {
    const { record } = store.workloads.add(normalWorkload({ kind: 'gemm', m: 16 + t, n: 256, k: 256 }))
    const key = { workload_id: record.id, hardware: 'pynq', strategy: 'random', seed: 1 }
    const tuning = store.tunings.add({ ...key, budget: { trials: rows, seconds: null } }, 0)
    const log = store.log(store.tunings.start(tuning.id))
    while (stored < (rows * (t + 1)) / tuningCount) {
      const batch = Array.from({ length: batchRows }, (_, i) => measurement(stored + i))
      const started = performance.now()
      log.append(batch, progress)
      const took = performance.now() - started
      busy += took
      longest = Math.max(longest, took)
      stored += batchRows
    }
  }
  store.flush()
  return { stored, busy, longest }
}

function median(work) {
  const times = Array.from({ length: 21 }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
  return times.toSorted((a, b) => a - b)[10]
}

function questions(store) {
  const workload_id = 'gemm-20x256x256'
  const page = (filter, cursor) => store.measurements.page(filter, { limit: 100, cursor })
  const deepCursor = Buffer.from(JSON.stringify([tuningCount, 0])).toString('base64url')
  return {
    'best of a workload': () => store.bests.get(workload_id, 'pynq'),
    'first page of 100': () => page({}),
    'last tuning, from a cursor': () => page({}, deepCursor),
    'page of a workload': () => page({ workload_id }),
    'page of a tuning': () => page({ tuning_id: 't9' }),
    'illegal ones of a tuning': () => page({ tuning_id: 't9', status: 'illegal' }),
    'a status nobody has': () => page({ status: 'crashed' }),
    tunings: () => store.tunings.page({}, { limit: 100 }),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tilewright-bench-'))
try {
  const file = join(folder, 'bench.db')
  const store = Store.open(file)
  const { stored, busy, longest } = fill(store)
  console.log(
    `${stored} rows, ${Math.round(stored / (busy / 1000))} rows/s, ${((busy * 1000) / stored).toFixed(2)} us a row`,
  )
  console.log(
    `longest append ${longest.toFixed(1)} ms; ${(statSync(file).size / stored).toFixed(0)} bytes a row`,
  )
  for (const [name, ask] of Object.entries(questions(store))) {
    console.log(`${name.padEnd(28)} ${median(ask).toFixed(3)} ms`)
  }
  store.close()
} finally {
  rmSync(folder, { recursive: true })
}
