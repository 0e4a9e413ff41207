/**
 * What compiling costs, stage by stage and by program length, for schedules of 16x256x256 drawn from a space: the front
 * end that writes statements, the back end's `unroll` and `synchronize`, the digest, and all of `Compiler.compile`, the
 * program's record included; and beside it the flow bound, which reads the same statements. Each figure is the least of several runs over one schedule, the mean over schedules.
 * Needs `npm run build`. Run: node bench/compile.js [hardware]
 */
import { performance } from 'node:perf_hooks'
import { Compiler } from '../dist/compiler/compile.js'
import { Core } from '../dist/compiler/core.js'
import { defaultSchedule } from '../dist/compiler/default.js'
import { FrontEnd } from '../dist/compiler/front-end.js'
import { IllegalSchedule, uopAxes } from '../dist/compiler/schedule.js'
import { subjectOf } from '../dist/compiler/subject.js'
import { preset } from '../dist/hardware/presets.js'
import { FlowBound } from '../dist/search/flow-bound.js'
import { gemmSpace } from '../dist/search/gemm-space.js'
import { sequenceSpace } from '../dist/search/sequence-space/space.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'

const hardware = preset(process.argv[2] ?? 'pynq')
const workload = normalWorkload({
  kind: 'gemm',
  m: 16,
  n: 256,
  k: 256,
  epilogue: { shift: 8, clip: [0, 127] },
})
const samples = 500
const runs = 8

const compiler = new Compiler()
const core = new Core('compiler')
const frontEnd = new FrontEnd(core)
const subject = subjectOf(workload, hardware)
core.setSubject(subject)
const { code } = core
const flowBound = new FlowBound(workload, hardware)

/** Legal schedules of a space, with their programs' lengths. */
function sample(space) {
  const random = seededRandom(2)
  const found = []
  while (found.length < samples) {
    const schedule = space.at(random.below(space.size))
    try {
      const { instructions } = compiler.compile(workload, schedule, hardware)
      found.push({ schedule, length: instructions.length / 4 })
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
    }
  }
  return found
}

/** Nanoseconds that something takes: the least of several runs, each of so many times. */
function nanoseconds(action, times) {
  let least = Infinity
  for (let run = 0; run < runs; run++) {
    const from = performance.now()
    for (let i = 0; i < times; i++) action()
    least = Math.min(least, (performance.now() - from) / times)
  }
  return least * 1e6
}

/** What each stage takes on a schedule. Statements are used up by `unroll`, so it is timed with those that write them. */
function stagesOf({ schedule, length }) {
  const times = Math.ceil(2000 / length)
  const statements = nanoseconds(() => frontEnd.write(subject, schedule), times)
  const unrolled = nanoseconds(() => {
    const { uopAxis, aInPieces, bInPieces } = frontEnd.write(subject, schedule)
    code.unroll(uopAxes.indexOf(uopAxis), Number(aInPieces), Number(bInPieces))
  }, times)
  return {
    statements,
    unroll: unrolled - statements,
    synchronize: nanoseconds(() => code.synchronize(), times),
    digest: nanoseconds(() => code.digest(), times),
    'all of compile': nanoseconds(() => compiler.compile(workload, schedule, hardware), times),
    'flow bound': nanoseconds(() => flowBound.cycles(schedule), times),
  }
}

/** Nanoseconds an instruction when different programs are compiled one after the other, as candidates are. */
function inTurn(schedules) {
  const instructions = schedules.reduce((sum, { length }) => sum + length, 0)
  const all = () => {
    for (const { schedule } of schedules) compiler.compile(workload, schedule, hardware)
  }
  return nanoseconds(all, 1) / instructions
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The line that fits best: what a program costs beside what its instructions do. */
function line(points) {
  const x = mean(points.map(([length]) => length))
  const y = mean(points.map(([, cost]) => cost))
  const slope =
    points.reduce((sum, [length, cost]) => sum + (length - x) * (cost - y), 0) /
    points.reduce((sum, [length]) => sum + (length - x) ** 2, 0)
  return { fixed: y - slope * x, each: slope }
}

/** Schedules that list their products: each tile of C by itself, k in so many chunks. */
const lists = [1, 2, 4, 8, 16].map((chunks) => {
  const tiles = Array.from({ length: 8 }, (_, n) => n)
  const products = tiles.flatMap((n) => Array.from({ length: chunks }, () => [0, n, 1, 16 / chunks]))
  const stays = {
    inp_at: 'root',
    inp_fill: 'first_use',
    wgt_at: 'root',
    wgt_fill: 'first_use',
    acc_at: 'root',
  }
  const schedule = { ...defaultSchedule(workload, hardware), ...stays, tile_m: 16, tile_n: 2, products }
  return { schedule, length: compiler.compile(workload, schedule, hardware).instructions.length / 4 }
})

function print(name, schedules) {
  const measured = schedules.map((one) => ({ length: one.length, stages: stagesOf(one) }))
  const { fixed, each } = line(
    measured
      .filter(({ length }) => length <= 800)
      .map(({ length, stages }) => [length, stages['all of compile']]),
  )
  console.log(
    `${name}: ${(fixed / 1000).toFixed(1)} us a program and ${each.toFixed(0)} ns an instruction; ` +
      `in turn ${inTurn(schedules).toFixed(0)} ns an instruction in all`,
  )
  let above = 0
  for (const limit of [50, 100, 200, 400, 800, 1600, Infinity]) {
    const group = measured.filter(({ length }) => length > above && length <= limit)
    above = limit
    if (group.length === 0) continue
    const instructions = mean(group.map(({ length }) => length))
    const costs = Object.keys(group[0].stages).map((stage) => {
      const cost = mean(group.map(({ stages }) => stages[stage]))
      return `${stage} ${(cost / 1000).toFixed(2)} us = ${(cost / instructions).toFixed(1)} ns`
    })
    console.log(`  ${group.length} programs of ${instructions.toFixed(0)} instructions: ${costs.join(', ')}`)
  }
}

print('equal tiles', sample(gemmSpace(workload, hardware)))
print('sequences', sample(sequenceSpace(workload, hardware)))
print('lists of products', lists)
