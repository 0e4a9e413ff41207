/**
 * What a step of a walk through lists of products costs, in CPU time of all threads of a new process: a move, the list, its
 * program and the exact time of that, until it is too slow. Cold are the first 5,000 steps of the process, which the engine's
 * compiling is part of; warm those after 60,000. Each line is a process of its own: the walk begins with the kind's first
 * list, and goes on with the best that was found.
 * Needs `npm run build`. Run: node bench/steps.js [MxNxK...]
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { preset } from '../dist/hardware/presets.js'
import { walkLists } from '../dist/measure/settling.js'
import { plainLists } from '../dist/search/product-lists/starts.js'
import { compile } from '../dist/compiler/compile.js'
import { normalWorkload } from '../dist/workload/workload.js'
import { layer } from './nine.js'

const shapes = ['16x256x256', '32x384x96', '64x64x64', '64x512x256']
const kinds = ['by tiles', 'together']
const coldSteps = 5000
const warmSteps = 20_000

/** Microseconds a run of a walk, and the best that it came by. */
function walked(workload, hardware, start, kind, seed, steps) {
  const walk = { start, seed, steps, temperature: 4, bridges: false, borders: kind === 'together' }
  const from = process.cpuUsage()
  const { best, simulated } = walkLists({ workload, hardware, walk, seed: 1, until: null })
  const { user, system } = process.cpuUsage(from)
  return { best: best.schedule, each: (user + system) / simulated }
}

function measure(shape, kind) {
  const workload = normalWorkload(layer(shape.split('x').map(Number)))
  const hardware = preset('pynq')
  const [[start]] = plainLists(kind, workload, hardware)
  const cold = walked(workload, hardware, start, kind, 1, coldSteps)
  let last = cold
  for (let seed = 2; seed < 5; seed++) last = walked(workload, hardware, last.best, kind, seed, warmSteps)
  const warm = walked(workload, hardware, last.best, kind, 5, warmSteps)
  const length = compile(workload, warm.best, hardware).instructions.length / 4
  const { products } = warm.best
  console.log(
    `${shape} ${kind}: cold ${cold.each.toFixed(1)} us, warm ${warm.each.toFixed(1)} us a step; ` +
      `the best has ${products.length} products, ${length} instructions`,
  )
}

const [shape, kind] = process.argv.slice(2)
if (kinds.includes(kind)) measure(shape, kind)
else {
  for (const one of process.argv.length > 2 ? process.argv.slice(2) : shapes) {
    for (const each of kinds) {
      process.stdout.write(execFileSync(process.execPath, [fileURLToPath(import.meta.url), one, each]))
    }
  }
}
