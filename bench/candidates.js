/**
 * Candidates a second on one core, all in: random schedules of 16x256x256 are compiled, timed to the end and verified,
 * each counted once and only if it was; and what each part costs, by program length. They are drawn from the space of
 * the certified strategy, or from that of equal tiles.
 * Needs `npm run build`. Run: node bench/candidates.js [seconds] [hardware] [sequences|tiles]
 */
import { performance } from 'node:perf_hooks'
import { compile, Compiler } from '../dist/compiler/compile.js'
import { defaultSchedule } from '../dist/compiler/default.js'
import { IllegalSchedule } from '../dist/compiler/schedule.js'
import { preset } from '../dist/hardware/presets.js'
import { QuickChecks } from '../dist/measure/quick-checks.js'
import { TestBench } from '../dist/measure/test-bench.js'
import { gemmSpace } from '../dist/search/gemm-space.js'
import { sequenceSpace } from '../dist/search/sequence-space/space.js'
import { ProgramChecker } from '../dist/simulator/function/checker.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'

const seconds = Number(process.argv[2] ?? 5)
const hardware = preset(process.argv[3] ?? 'pynq')
const workload = normalWorkload({
  kind: 'gemm',
  m: 16,
  n: 256,
  k: 256,
  epilogue: { shift: 8, clip: [0, 127] },
})
const spaceOf = process.argv[4] === 'tiles' ? gemmSpace : sequenceSpace
const space = spaceOf(workload, hardware)

/** Tries random schedules for a while, as a worker does. */
function tryAll() {
  const random = seededRandom(1)
  const bench = new TestBench({ workload, hardware, seed: 1 })
  let incumbent = bench.measure(defaultSchedule(workload, hardware)).cycles
  const seen = new Set()
  const found = { ok: 0, illegal: 0, again: 0, full: 0 }
  const from = performance.now()
  while (performance.now() - from < 1000 * seconds) {
    const { status, cycles, program, check } = bench.measure(space.at(random.below(space.size)), incumbent)
    if (status === 'illegal') found.illegal++
    else if (seen.has(program)) found.again++
    else if (status === 'ok') {
      found.ok++
      if (check === 'full') found.full++
      incumbent = Math.min(incumbent, cycles)
    } else throw new Error(`a schedule of the space is a ${status}`)
    if (program !== null) seen.add(program)
  }
  const took = (performance.now() - from) / 1000
  console.log(
    `${(found.ok / took).toFixed(0)} distinct verified candidates/s on one core of ${hardware.name} ` +
      `(${found.full} in full; beside them ${found.again} seen before, ${found.illegal} illegal)`,
  )
}

/** Distinct legal schedules of the space, with their programs; the digest is part of compiling. */
function sample(count) {
  const random = seededRandom(2)
  const programs = new Map()
  while (programs.size < count) {
    const schedule = space.at(random.below(space.size))
    try {
      const program = compile(workload, schedule, hardware)
      programs.set(program.digest, { schedule, program })
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
    }
  }
  return [...programs.values()]
}

const compiler = new Compiler()
const timer = new TimingMachine(hardware)
const checks = new QuickChecks(workload, hardware, 1)
const checker = new ProgramChecker(hardware)
const parts = {
  compile: ({ schedule }) => compiler.compile(workload, schedule, hardware),
  time: ({ program }) => timer.run(program.instructions, program),
  'quick checks': ({ program, timing }) => checks.check(program, () => timing),
  '(exact check)': ({ program }) => checker.check(program),
}

/** Nanoseconds that a part takes on a candidate: the least of a few. */
function nanoseconds(part, candidate) {
  let least = Infinity
  for (let i = 0; i < 5; i++) {
    const from = performance.now()
    part(candidate)
    least = Math.min(least, performance.now() - from)
  }
  return least * 1e6
}

const length = ({ program }) => program.instructions.length / 4

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Prints what each part costs, for programs up to each length. */
function printParts() {
  const candidates = sample(800).map(({ schedule, program }) => {
    const { start } = timer.run(program.instructions, program)
    return { schedule, program, timing: { start: start.slice() } }
  })
  for (const part of Object.values(parts)) for (const candidate of candidates) part(candidate)

  let above = 0
  for (const limit of [50, 100, 200, 400, 800, 1600, Infinity]) {
    const group = candidates.filter((candidate) => length(candidate) > above && length(candidate) <= limit)
    above = limit
    if (group.length === 0) continue
    const costs = Object.entries(parts).map(([name, part]) => {
      const each = group.map((candidate) => nanoseconds(part, candidate))
      const perInstruction = median(each.map((cost, i) => cost / length(group[i])))
      return `${name} ${(median(each) / 1000).toFixed(1)} us = ${perInstruction.toFixed(0)} ns`
    })
    console.log(`${group.length} programs of ${median(group.map(length))} instructions: ${costs.join(', ')}`)
  }
}

tryAll()
printParts()
