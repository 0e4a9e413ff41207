/**
 * Speed of the timing machine on one core: simulated cycles a second over the recorded biggemm programs and the best
 * schedules of the nine products (nine-schedules.json), without leaps; and what leaps make of products that are 64 times
 * as large with the same tiles. Needs `npm run build`. Run: node bench/timing.js
 */
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { compile } from '../dist/compiler/compile.js'
import { defaultSchedule } from '../dist/compiler/default.js'
import { scheduleSchema } from '../dist/compiler/schedule.js'
import { preset } from '../dist/hardware/presets.js'
import { readBundle } from '../dist/isa/bundle.js'
import { instructionCount, wordsPerInstruction } from '../dist/isa/program.js'
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

/** Products by their columns and depth, cut into equal tiles; their rows are as many as it takes to repeat. */
const two = { tile_m: 16, tile_n: 4, tile_k: 2, threads: 2 }
const products = [
  { name: 'pynq', n: 512, k: 256, tiles: two },
  { name: 'pynq', n: 4096, k: 64, tiles: { tile_m: 16, tile_n: 8, tile_k: 4 } },
  { name: 'de10', n: 512, k: 256, tiles: two },
  { name: 'de10', n: 1024, k: 1024, tiles: {} },
]
const mostRows = 1024
const times = 64

/**
 * How much longer it takes to time 64 times as many rows with the same tiles, once there are enough to repeat: the fewest
 * with which anything is leapt over. Programs are timed as the compiler hands them on, and as they come from a file.
 */
function scaling({ name, n, k, tiles }) {
  const hardware = preset(name)
  const programOf = (m) => {
    const workload = normalWorkload(layer([m, n, k]))
    return compile(workload, { ...defaultSchedule(workload, hardware), ...tiles }, hardware)
  }
  const machine = new TimingMachine(hardware)
  for (let m = 32; m <= mostRows; m += 32) {
    const program = programOf(m)
    machine.run(program.instructions, program)
    if (machine.leapt > 0) return compared(hardware, { m, n, k }, timesOf(hardware, program), programOf)
  }
  throw new Error(`${mostRows}x${n}x${k} does not repeat on ${name}`)
}

const what = ({ count, leapt, told }) =>
  `${(told * 1000).toFixed(2)} ms for ${count} instructions, ${((100 * leapt) / count).toFixed(0)}% leapt over`

function compared(hardware, { m, n, k }, small, programOf) {
  const large = timesOf(hardware, programOf(times * m))
  const detail = `${m}x${n}x${k} ${what(small)}, ${times * m} rows ${what(large)}`
  const name = `${hardware.name} ${n}x${k}`
  return [
    atMost(
      `2 timing with leaps, ${times} times the rows, ${name}`,
      large.told / small.told,
      'times',
      2,
      detail,
    ),
    beside(`2 the same with every start and end, ${name}`, large.logged / small.logged, 'times'),
    beside(`2 the same of a program from a file, ${name}`, large.found / small.found, 'times'),
    beside(`2 the same without leaps, ${name}`, large.plain / small.plain, 'times'),
  ]
}

/** Seconds to time a program: told what repeats, and the same with a log; left to find it; without leaps. */
function timesOf(hardware, { instructions, dramBytes, repeats }) {
  const machine = new TimingMachine(hardware)
  const plainMachine = new TimingMachine(hardware, { leaps: false })
  return {
    told: seconds(() => machine.run(instructions, { dramBytes, repeats, log: false })),
    logged: seconds(() => machine.run(instructions, { dramBytes, repeats })),
    found: seconds(() => machine.run(instructions, { dramBytes, log: false })),
    plain: seconds(() => plainMachine.run(instructions, { dramBytes, log: false })),
    leapt: machine.leapt,
    count: instructions.length / wordsPerInstruction,
  }
}

function rows() {
  const speeds = Object.keys(targets).flatMap((name) => {
    const hardware = preset(name)
    return [
      speed(hardware, goldens(), 'recorded products'),
      speed(hardware, best(hardware), 'best of nine products'),
    ]
  })
  return [...speeds, ...products.flatMap(scaling)]
}

await main(import.meta.url, rows)
