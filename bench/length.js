/**
 * Targets 1, 4 and 5 by program length: nanoseconds of a core that a random candidate takes for each of its instructions, all in
 * (drawn, compiled, timed, verified, stored, by all threads of the process), for products whose programs are short and
 * long; and what compiling and verifying are of that. CPU time is counted, so that other work on the machine matters
 * little, once a short tuning has had the engine compile everything: 1.5 s of a core, whatever follows. Needs `npm run build`. Run: node bench/length.js
 */
import { performance } from 'node:perf_hooks'
import { compile, Compiler } from '../dist/compiler/compile.js'
import { preset } from '../dist/hardware/presets.js'
import { QuickChecks } from '../dist/measure/quick-checks.js'
import { spaceOf } from '../dist/search/spaces.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { layer } from './nine.js'
import { atMost, beside, main } from './report.js'
import { runTuning } from './tuning.js'

const hardware = preset('pynq')

/** Products, and trials that take some seconds each: as many as target 1 has, where programs are short. */
const products = [
  [[1, 256, 256], 200_000],
  [[16, 256, 256], 200_000],
  [[32, 384, 96], 150_000],
  [[64, 512, 256], 150_000],
  [[64, 1024, 256], 150_000],
]

/** Random schedules of a workload. */
function draw(workload, count) {
  const space = spaceOf('sequences', workload, hardware)
  const random = seededRandom(3)
  return Array.from({ length: count }, () => space.at(random.below(space.size)))
}

/** Random programs of a product, with when their instructions start. */
function sample(size, count) {
  const workload = normalWorkload(layer(size))
  const timer = new TimingMachine(hardware)
  const candidates = draw(workload, count).map((schedule) => {
    const program = compile(workload, schedule, hardware)
    const { start, ...timing } = timer.run(program.instructions, program)
    return { schedule, program, timing: { ...timing, start: start.slice() } }
  })
  return { workload, candidates }
}

/** Instructions of a product's programs in the mean; of 500 programs it is 4% off, as lengths differ that much. */
function meanLength(size, count) {
  const workload = normalWorkload(layer(size))
  const compiler = new Compiler()
  let words = 0
  for (const schedule of draw(workload, count)) {
    words += compiler.compile(workload, schedule, hardware).instructions.length
  }
  return words / 4 / count
}

async function allIn([size, trials]) {
  const instructions = meanLength(size, 20_000)
  const {
    cpuSeconds,
    seconds,
    candidates: counted,
  } = await runTuning({ trials, workers: 2, size, isWarm: true })
  const each = (1e6 * cpuSeconds) / counted
  return atMost(
    `1 an instruction, all in, ${size.join('x')}`,
    (1000 * each) / instructions,
    'ns',
    120,
    `programs of ${instructions.toFixed(0)} instructions, ${each.toFixed(0)} us of a core each, ${(counted / seconds).toFixed(0)}/s`,
  )
}

/** Microseconds of a part on one candidate, the mean over all, once everything is compiled by the engine. */
function microseconds(candidates, part) {
  let least = Infinity
  for (let round = 0; round < 5; round++) {
    const from = performance.now()
    for (const candidate of candidates) part(candidate)
    least = Math.min(least, performance.now() - from)
  }
  return (1000 * least) / candidates.length
}

function parts() {
  const { workload, candidates } = sample([16, 256, 256], 1000)
  const compiler = new Compiler()
  const timer = new TimingMachine(hardware)
  const checks = new QuickChecks(workload, hardware, 1)
  const compiling = microseconds(candidates, ({ schedule }) => compiler.compile(workload, schedule, hardware))
  const timing = microseconds(candidates, ({ program }) => timer.run(program.instructions, program))
  const checking = microseconds(candidates, ({ program, timing: ran }) => checks.check(program, () => ran))
  const together = compiling + timing + checking
  const of = `of ${together.toFixed(1)} us for compiling, timing and checking`
  return [
    beside(
      '4 verification of every candidate',
      checking,
      'us',
      `${((100 * checking) / together).toFixed(0)}% ${of}`,
    ),
    beside('5 compiling', compiling, 'us', `${((100 * compiling) / together).toFixed(0)}% ${of}`),
    beside('2 timing of one candidate', timing, 'us', `${((100 * timing) / together).toFixed(0)}% ${of}`),
  ]
}

export async function rows() {
  const found = []
  for (const product of products) found.push(await allIn(product))
  return [...found, ...parts()]
}

await main(import.meta.url, rows)
