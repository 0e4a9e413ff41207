/**
 * Full runs of programs, every instruction on every byte, on one core: the best of a few hundred random schedules.
 * GMAC/s with the epilogue that layers have, and of the product alone; target 25. And the exact check for races, hazards
 * and wraps. Needs `npm run build`. Run: node bench/function.js
 */
import { performance } from 'node:perf_hooks'
import { compile } from '../dist/compiler/compile.js'
import { IllegalSchedule } from '../dist/compiler/schedule.js'
import { preset, presetNames } from '../dist/hardware/presets.js'
import { initialMemory } from '../dist/isa/image.js'
import { gemmSpace } from '../dist/search/gemm-space.js'
import { ProgramChecker } from '../dist/simulator/function/checker.js'
import { FunctionalMachine } from '../dist/simulator/function/machine.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'
import { seededRandom } from '../dist/workload/random.js'
import { normalWorkload } from '../dist/workload/workload.js'

const sizes = [
  [64, 512, 256],
  [128, 128, 128],
  [16, 256, 256],
  [1, 1024, 1024],
]

/** Best run of a fifth of a second, in nanoseconds. */
function nanoseconds(run) {
  const until = performance.now() + 200
  let best = Infinity
  for (let now = performance.now(); now < until;) {
    run()
    const end = performance.now()
    best = Math.min(best, end - now)
    now = end
  }
  return best * 1e6
}

/** The program of the fastest of 300 random legal schedules. */
function bestProgram(workload, hardware, timer) {
  const space = gemmSpace(workload, hardware)
  const random = seededRandom(1)
  let best = { cycles: Infinity }
  for (let legal = 0; legal < 300;) {
    try {
      const program = compile(workload, space.at(random.below(space.size)), hardware)
      legal++
      const cutoff = Number.isFinite(best.cycles) ? { cutoff: best.cycles } : {}
      const { status, cycles } = timer.run(program.instructions, { dramBytes: program.dramBytes, ...cutoff })
      if (status === 'finished' && cycles < best.cycles) best = { program, cycles }
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
    }
  }
  return best.program
}

for (const name of presetNames) {
  const hardware = preset(name)
  const machine = new FunctionalMachine(hardware)
  const checker = new ProgramChecker(hardware)
  const timer = new TimingMachine(hardware)
  for (const [m, n, k] of sizes) {
    const rates = [{ shift: 8, clip: [0, 127] }, {}].map((epilogue) => {
      const program = bestProgram(normalWorkload({ kind: 'gemm', m, n, k, epilogue }), hardware, timer)
      const timing = timer.run(program.instructions, program)
      const memory = initialMemory(program)
      const run = nanoseconds(() => machine.run(program, memory, timing, { rubbish: 1 }))
      const check = nanoseconds(() => checker.check(program))
      const count = program.instructions.length / 4
      return `${((m * n * k) / run).toFixed(1)} GMAC/s (${count} instructions, exact check ${(check / count).toFixed(0)} ns each)`
    })
    console.log(`${name} ${m}x${n}x${k}: ${rates.join('; product alone ')}`)
  }
}
