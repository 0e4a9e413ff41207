/**
 * Speed of the timing machine on one core: simulated cycles a second over the recorded biggemm programs and the best
 * schedules of the nine products (nine-schedules.json), without leaps; and what leaps make of a product that is 64 times
 * as large with the same tiles. Needs `npm run build`. Run: node bench/timing.js
 */
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { compile } from '../dist/compiler/compile.js'
import { defaultSchedule } from '../dist/compiler/default.js'
import { scheduleSchema } from '../dist/compiler/schedule.js'
import { preset } from '../dist/hardware/presets.js'
import { readBundle } from '../dist/isa/bundle.js'
import { instructionCount } from '../dist/isa/program.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { layer } from './nine.js'
import { atLeast, atMost, beside, main } from './report.js'

const targets = { pynq: 400, de10: 200 }

/** Seconds of the quickest of the runs of half a second. */
function seconds(run) {
  const until = performance.now() + 500
  let least = Infinity
  for (let now = performance.now(); now < until;) {
    run()
    const end = performance.now()
    least = Math.min(least, end - now)
    now = end
  }
  return least / 1000
}

function goldens() {
  const folder = new URL('../test/golden/hardware/programs/', import.meta.url)
  return readdirSync(folder)
    .filter((file) => file.startsWith('biggemm'))
    .map((file) => readBundle(readFileSync(new URL(file, folder)), file).program)
}

/** The best schedules of the nine products, as `emit` makes them. */
function best(hardware) {
  const all = JSON.parse(readFileSync(new URL('nine-schedules.json', import.meta.url), 'utf8'))
  return all
    .filter((one) => one.hardware === hardware.name)
    .map(({ m, n, k, schedule }) =>
      compile(normalWorkload(layer([m, n, k])), scheduleSchema.parse(schedule), hardware),
    )
}

/** Cycles that programs take together. */
const cyclesOf = (machine, programs) =>
  programs.reduce((sum, program) => sum + machine.run(program.instructions, program).cycles, 0)

/** Million cycles a second over programs, plain. */
function speed(hardware, programs, name) {
  const machine = new TimingMachine(hardware, { leaps: false })
  const cycles = cyclesOf(machine, programs)
  const took = seconds(() => cyclesOf(machine, programs))
  const instructions = programs.reduce((sum, program) => sum + instructionCount(program), 0)
  const each = (took * 1e9) / instructions
  const detail = `${programs.length} programs, ${each.toFixed(0)} ns an instruction of ${(cycles / instructions).toFixed(0)} cycles`
  return atLeast(
    `2 timing, ${name}, ${hardware.name}`,
    cycles / took / 1e6,
    'M cycles/s',
    targets[hardware.name],
    detail,
  )
}

/** A product cut into equal tiles, and the same tiles 64 times over: more rows. */
const repeats = [
  { name: 'de10', m: 1024, n: 1024, k: 1024, tiles: {} },
  { name: 'pynq', m: 1024, n: 256, k: 256, tiles: { tile_m: 16, tile_n: 4, tile_k: 2, threads: 2 } },
]

/** How much longer it takes to time 64 times as much, with leaps. */
function scaling({ name, m: once, n, k, tiles }) {
  const hardware = preset(name)
  const programOf = (m) => {
    const workload = normalWorkload(layer([m, n, k]))
    const schedule = { ...defaultSchedule(workload, hardware), ...tiles }
    return compile(workload, schedule, hardware)
  }
  const small = timeOf(hardware, programOf(once))
  const large = timeOf(hardware, programOf(64 * once))
  const what = `${once}x${n}x${k} ${small.detail}, ${64 * once} rows ${large.detail}`
  return [
    atMost(
      `2 timing with leaps, 64 times the rows, ${name}`,
      large.leaping / small.leaping,
      'times',
      2,
      what,
    ),
    beside(`2 the same without leaps, ${name}`, large.plain / small.plain, 'times'),
  ]
}

function timeOf(hardware, program) {
  const limits = { dramBytes: program.dramBytes, log: false }
  const machine = new TimingMachine(hardware)
  const plainMachine = new TimingMachine(hardware, { leaps: false })
  const leaping = seconds(() => machine.run(program.instructions, limits))
  const plain = seconds(() => plainMachine.run(program.instructions, limits))
  const count = instructionCount(program)
  const detail = `${(leaping * 1000).toFixed(2)} ms for ${count} instructions, ${((100 * machine.leapt) / count).toFixed(0)}% leapt over`
  return { leaping, plain, detail }
}

function rows() {
  const speeds = Object.keys(targets).flatMap((name) => {
    const hardware = preset(name)
    return [
      speed(hardware, goldens(), 'recorded products'),
      speed(hardware, best(hardware), 'best of nine products'),
    ]
  })
  return [...speeds, ...repeats.flatMap(scaling)]
}

await main(import.meta.url, rows)
