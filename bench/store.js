/**
 * Target 7: rows a second, and milliseconds for what a server asks of a log of a million measurements: bests, pages of the
 * log, and what a dashboard shows. Needs `npm run build`. Run: node bench/store.js [ROWS]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { preset } from '../dist/hardware/presets.js'
import { RowGroupWriter } from '../dist/measure/row-group-writer.js'
import { spaceOf } from '../dist/search/spaces.js'
import { Store } from '../dist/store/store.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { layer } from './nine.js'
import { atMost, beside, main } from './report.js'

const count = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 1_000_000)
/** Rows of a group, and groups stored together, as a long tuning has them. */
const groupRows = 256
const groupsAtOnce = 4
const tuningCount = 10

const progress = { tried: 0, trials: count, simulated: 0, seconds: 1, candidates_per_second: 0, best: null }

/** Rows of real schedules: one in 700 is illegal, one in 256 is of the sample. */
function rowMaker(workload, hardware) {
  const space = spaceOf('sequences', workload, hardware)
  const random = seededRandom(1)
  const schedules = Array.from({ length: 4096 }, () => space.at(random.below(space.size)))
  return (i) => {
    const illegal = i % 700 === 0
    return {
      schedule: schedules[i % schedules.length],
      status: illegal ? 'illegal' : 'ok',
      cycles: illegal ? null : 20_000 + ((i * 7919) % 100_003),
      detail: illegal ? 'tile_n: 128, but the acc scratchpad holds 2048 elements' : null,
      program: illegal ? null : (i * 2_654_435_761) % 2 ** 32,
      seconds: 0.00009,
      check: illegal ? null : i % 256 === 0 ? 'full' : 'fingerprint',
    }
  }
}

/** What a worker sends of so many rows. */
function groupOf(make, first) {
  const writer = new RowGroupWriter()
  for (let i = first; i < first + groupRows; i++) {
    const { schedule, ...verdict } = make(i)
    writer.add(schedule, verdict)
  }
  return writer.group(1, 0)
}

function fill(store) {
  const hardware = preset('pynq')
  store.accelerators.add(hardware)
  let stored = 0
  let busy = 0
  for (let t = 0; t < tuningCount; t++) {
    const workload = normalWorkload(layer([16 + t, 256, 256]))
    const { record } = store.workloads.add(workload)
    const key = { kind: 'search', workload_id: record.id, hardware: 'pynq', strategy: 'random', space: 'sequences', seed: 1, warm_start: false } // prettier-ignore
    const budget = { trials: count, seconds: null }
    const tuning = store.tunings.add({ ...key, budget }, { priority: 0, client: '', retain: null })
    const log = store.log(store.tunings.start(tuning.id))
    const make = rowMaker(workload, hardware)
    while (stored < (count * (t + 1)) / tuningCount) {
      const batch = Array.from({ length: groupsAtOnce }, (_, i) => groupOf(make, stored + i * groupRows))
      const from = performance.now()
      log.append(batch, progress)
      store.flush()
      busy += performance.now() - from
      stored += groupsAtOnce * groupRows
    }
  }
  return { stored, busy }
}

/** The longest of a question's answers, the first left out: it is what a reader waits for at worst. */
function longest(ask) {
  ask()
  let most = 0
  for (let i = 0; i < 20; i++) {
    const from = performance.now()
    ask()
    most = Math.max(most, performance.now() - from)
  }
  return most
}

function questions(store, workload_id) {
  const page = (filter, cursor) => store.measurements.page(filter, { limit: 100, cursor })
  const deepCursor = Buffer.from(JSON.stringify([tuningCount, 50_000])).toString('base64url')
  return {
    'best of a workload': () => store.bests.get(workload_id, 'pynq'),
    'best, not kept in memory': () => store.bests.shapes(),
    'first page of the log': () => page({}),
    'page far behind': () => page({}, deepCursor),
    'page of a workload': () => page({ workload_id }),
    'page of a tuning': () => page({ tuning_id: 't9' }),
    'illegal ones of a tuning': () => page({ tuning_id: 't9', status: 'illegal' }),
    'a status nobody has': () => page({ status: 'crashed' }),
    'one measurement': () => store.measurements.get('t7.1234'),
    tunings: () => store.tunings.page({}, { limit: 100 }),
    'running tunings': () => store.tunings.page({ state: 'running' }, { limit: 100 }),
    'what is queued': () => store.tunings.queuedCount(),
    workloads: () => store.workloads.page({ limit: 100 }),
  }
}

export async function rows() {
  const folder = mkdtempSync(join(tmpdir(), 'tilewright-bench-'))
  try {
    const file = join(folder, 'bench.db')
    const store = Store.open(file)
    const { stored, busy } = fill(store)
    const took = Object.entries(questions(store, 'gemm-20x256x256-shift8-clip0_127')).map(([name, ask]) => ({
      name,
      milliseconds: longest(ask),
    }))
    store.close()
    const slowest = took.toSorted((x, y) => y.milliseconds - x.milliseconds)[0]
    return [
      beside(
        '7 rows stored',
        stored / (busy / 1000),
        '/s',
        `${((busy * 1000) / stored).toFixed(2)} us and ${(statSync(file).size / stored).toFixed(0)} bytes a row`,
      ),
      atMost(
        `7 slowest answer of ${stored.toLocaleString('en-US')} rows`,
        slowest.milliseconds,
        'ms',
        10,
        took.map(({ name, milliseconds }) => `${name} ${milliseconds.toFixed(2)}`).join('; '),
      ),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

await main(import.meta.url, rows)
