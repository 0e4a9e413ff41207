// How fast the functional half of the simulator is: multiplications, and checks for races, hazards and wraps.
// Usage: npm run build && node bench/function.js
import { performance } from 'node:perf_hooks'
import { compile } from '../dist/compiler/compile.js'
import { defaultSchedule } from '../dist/compiler/default.js'
import { preset, presetNames } from '../dist/hardware/presets.js'
import { initialMemory } from '../dist/isa/image.js'
import * as f from '../dist/isa/fields.js'
import { wordsPerInstruction } from '../dist/isa/program.js'
import { ProgramChecker } from '../dist/simulator/function/checker.js'
import { FunctionalMachine } from '../dist/simulator/function/machine.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'
import { normalWorkload } from '../dist/workload/workload.js'

const epilogue = { shift: 8, clip: [0, 127] }
const sizes = [
  [1, 1024, 1024],
  [16, 256, 256],
  [64, 256, 512],
  [128, 128, 128],
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

/** Iterations of GEMM and ALU: each is up to three accesses. */
function iterations(words) {
  let count = 0
  for (let at = 0; at < words.length; at += wordsPerInstruction) {
    const code = f.opcodeAt(words, at)
    if (code !== f.opcode.gemm && code !== f.opcode.alu) continue
    count += f.uopRoundsAt(words, at) * f.loopOutRoundsAt(words, at) * f.loopInRoundsAt(words, at)
  }
  return count
}

for (const name of presetNames) {
  const hardware = preset(name)
  const machine = new FunctionalMachine(hardware)
  const checker = new ProgramChecker(hardware)
  const timer = new TimingMachine(hardware)
  for (const [m, n, k] of sizes) {
    const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue })
    const program = compile(workload, defaultSchedule(workload, hardware), hardware)
    const timing = timer.run(program.instructions, program)
    const memory = initialMemory(program)
    const check = nanoseconds(() => checker.check(program))
    const run = nanoseconds(() => machine.run(program, memory, timing, { rubbish: 1 })) - check
    const count = iterations(program.instructions)
    const instructions = program.instructions.length / wordsPerInstruction
    console.log(
      `${name} ${m}x${n}x${k}: ${instructions} instructions, ${((m * n * k) / run).toFixed(2)} GMAC/s, ` +
        `check ${(check / 1e3).toFixed(0)} us = ${(check / count).toFixed(2)} ns an iteration, ` +
        `${(check / instructions).toFixed(0)} ns an instruction`,
    )
  }
}
