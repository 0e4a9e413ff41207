/**
 * Times every schedule of a few small spaces and stores the cycles in spaces/: what the strategies are compared on.
 * Timing alone, nothing is verified. Needs `npm run build`. Run: node bench/search/make-spaces.js
 */
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compile } from '../../dist/compiler/compile.js'
import { defaultSchedule } from '../../dist/compiler/default.js'
import { normalSchedule } from '../../dist/compiler/normal.js'
import { IllegalSchedule } from '../../dist/compiler/schedule.js'
import { preset } from '../../dist/hardware/presets.js'
import { gemmSpace } from '../../dist/search/gemm-space.js'
import { TimingMachine } from '../../dist/simulator/timing/machine.js'
import { normalWorkload } from '../../dist/workload/workload.js'

const epilogue = { shift: 8, clip: [0, 127] }

const subjects = [
  { hardware: 'pynq', workload: { kind: 'gemm', m: 16, n: 256, k: 256, epilogue } },
  { hardware: 'pynq', workload: { kind: 'gemm', m: 128, n: 128, k: 128, epilogue } },
  { hardware: 'pynq', workload: { kind: 'gemm', m: 5, n: 100, k: 77, epilogue } },
  {
    hardware: 'de10',
    workload: { kind: 'gemm', m: 8, n: 128, k: 256, epilogue: { bias: true, ...epilogue } },
  },
]

/** Cycles of a schedule from launch to FINISH; 0 when it is illegal or does not finish. */
function cyclesOf(machine, workload, schedule) {
  try {
    const program = compile(workload, schedule, machine.hardware)
    const timing = machine.timing.run(program.instructions, program)
    return timing.status === 'finished' ? timing.cycles : 0
  } catch (error) {
    if (error instanceof IllegalSchedule) return 0
    throw error
  }
}

/** Cycles of every point, by index; schedules that are the same program are timed once. */
function measure(space, machine, workload) {
  const known = new Map()
  return Array.from({ length: space.size }, (_, index) => {
    const schedule = space.at(index)
    const form = JSON.stringify(normalSchedule(schedule, workload, machine.hardware))
    let cycles = known.get(form)
    if (cycles === undefined) {
      cycles = cyclesOf(machine, workload, schedule)
      known.set(form, cycles)
    }
    return cycles
  })
}

for (const { hardware: name, workload: input } of subjects) {
  const hardware = preset(name)
  const workload = normalWorkload(input)
  const machine = { hardware, timing: new TimingMachine(hardware) }
  const space = gemmSpace(workload, hardware)
  const cycles = measure(space, machine, workload)
  const stored = {
    space: space.name,
    hardware: name,
    workload: input,
    default_cycles: cyclesOf(machine, workload, defaultSchedule(workload, hardware)),
    cycles,
  }
  const file = `${name}-${workload.m}x${workload.n}x${workload.k}.json.gz`
  const bytes = gzipSync(JSON.stringify(stored), { level: 9 })
  writeFileSync(new URL(`spaces/${file}`, import.meta.url), bytes)
  const legal = cycles.filter((each) => each > 0)
  const best = legal.reduce((least, each) => Math.min(least, each), Infinity)
  console.log(
    `${file}: ${space.size} points, ${legal.length} legal, best ${best}, default ${stored.default_cycles}, ${bytes.length} bytes`,
  )
}
