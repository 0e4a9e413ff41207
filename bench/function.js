/**
 * Full runs of programs, every instruction on every byte, on one core: the best schedules that `certified` found for
 * pynq (full-run-schedules.json), with the epilogue that layers have. GMAC/s; and where the time goes.
 * Needs `npm run build`. Run: node bench/function.js [--json]
 */
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { compile } from '../dist/compiler/compile.js'
import { scheduleSchema } from '../dist/compiler/schedule.js'
import { preset } from '../dist/hardware/presets.js'
import * as f from '../dist/isa/fields.js'
import { loadOperands } from '../dist/measure/loaded.js'
import { testData } from '../dist/measure/test-data.js'
import { initialMemory } from '../dist/isa/image.js'
import { FunctionalMachine } from '../dist/simulator/function/machine.js'
import { startOrder } from '../dist/simulator/function/order.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'
import { randomOperands } from '../dist/workload/operands.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { atLeast, beside, main } from './report.js'

const hardware = preset('pynq')
const targets = new Set(['64x512x256', '128x128x128'])

/** Best run of a third of a second, in microseconds. */
function microseconds(run) {
  const until = performance.now() + 300
  let best = Infinity
  for (let now = performance.now(); now < until;) {
    run()
    const end = performance.now()
    best = Math.min(best, end - now)
    now = end
  }
  return best * 1e3
}

/** What a run needs, with random operands in place. */
function runOf({ m, n, k, schedule }) {
  const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8, clip: [0, 127] } })
  const compiled = compile(workload, scheduleSchema.parse(schedule), hardware)
  const data = testData(workload, hardware, randomOperands(workload, 1))
  const program = loadOperands(compiled, data.packed)
  const timing = new TimingMachine(hardware).run(program.instructions, program)
  const start = timing.start.slice()
  return { program, timing: { ...timing, start }, memory: initialMemory(program) }
}

const kindOf = (words, at) => {
  const code = f.opcodeAt(words, at)
  return code === f.opcode.load
    ? `load ${['uop', 'wgt', 'inp', 'acc'][f.memoryAt(words, at)]}`
    : Object.keys(f.opcode).find((name) => f.opcode[name] === code)
}

/** Microseconds of the launch and of the instructions of each kind. */
function partsOf(machine, { program, timing, memory }) {
  const kinds = new Map()
  for (const instruction of startOrder(program.instructions, timing)) {
    const kind = kindOf(program.instructions, 4 * instruction)
    kinds.set(kind, [...(kinds.get(kind) ?? []), instruction])
  }
  const alone = [...kinds].map(([kind, instructions]) => {
    const start = timing.start.map((cycle, i) => (instructions.includes(i) ? cycle : -1))
    return `${kind} ${microseconds(() => machine.run(program, memory, { ...timing, start }, 'keep')).toFixed(1)}`
  })
  return alone.join(', ')
}

/** One row a product. */
export function rows() {
  const all = JSON.parse(readFileSync(new URL('full-run-schedules.json', import.meta.url), 'utf8'))
  return all.map((entry) => {
    const machine = new FunctionalMachine(hardware)
    const { m, n, k } = entry
    const run = runOf(entry)
    const took = microseconds(() => machine.run(run.program, run.memory, run.timing, { rubbish: 1 }))
    const measured = (m * n * k) / took / 1e3
    const name = `${m}x${n}x${k}`
    const detail = `${took.toFixed(0)} us: ${partsOf(machine, run)}`
    const target = `3 full run of the best schedule of ${name}`
    return targets.has(name)
      ? atLeast(target, measured, 'GMAC/s', 25, detail)
      : beside(target, measured, 'GMAC/s', detail)
  })
}

await main(import.meta.url, rows)
