/**
 * Speed of the timing machine on one core: million simulated cycles a second, nanoseconds an event and an instruction,
 * over the recorded biggemm programs. Needs `npm run build`. Run: node bench/timing.js [seconds]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { preset } from '../dist/hardware/presets.js'
import { readBundle } from '../dist/isa/bundle.js'
import { TimingMachine } from '../dist/simulator/timing/machine.js'

const seconds = Number(process.argv[2] ?? 1)
const folder = new URL('../test/golden/hardware/programs/', import.meta.url)
const programs = readdirSync(folder)
  .filter((file) => file.startsWith('biggemm'))
  .map((file) => readBundle(readFileSync(new URL(file, folder)), file).program)

/** Runs all programs once. Returns their cycles together. */
function runAll(machine) {
  let cycles = 0
  for (const program of programs) cycles += machine.run(program.instructions, program).cycles
  return cycles
}

/** Seconds that one pass takes, the best of many; and its cycles. */
function measure(machine) {
  const until = performance.now() + 1000 * seconds
  let best = Infinity
  let cycles = 0
  while (performance.now() < until) {
    const from = performance.now()
    cycles = runAll(machine)
    best = Math.min(best, performance.now() - from)
  }
  return { cycles, seconds: best / 1000 }
}

const instructions = programs.reduce((sum, program) => sum + program.instructions.length / 4, 0)
for (const [name, target] of [
  ['pynq', 400],
  ['de10', 200],
]) {
  const machine = new TimingMachine(preset(name))
  const { cycles, seconds: took } = measure(machine)
  const rate = (cycles / took / 1e6).toFixed(0)
  const each = ((took * 1e9) / instructions).toFixed(0)
  console.log(
    `${name}: ${rate} million cycles/s (target ${target}), ${each} ns an instruction of ${(cycles / instructions).toFixed(0)} cycles`,
  )
}
