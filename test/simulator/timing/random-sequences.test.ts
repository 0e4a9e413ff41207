import { expect, it } from 'vitest'
import { Compiler } from '../../../src/compiler/compile.js'
import { preset } from '../../../src/hardware/presets.js'
import { random } from '../../../src/search/random.js'
import { sequenceSpace } from '../../../src/search/sequence-space/space.js'
import { TimingMachine } from '../../../src/simulator/timing/machine.js'
import { normalWorkload } from '../../../src/workload/workload.js'

it('thousands of programs of unequal chunks, one after the other, take the same with leaps as without', () => {
  const hardware = preset('pynq')
  const epilogue = { shift: 8, clip: [0, 127] }
  const workload = normalWorkload({ kind: 'gemm', m: 16, n: 256, k: 256, epilogue })
  const space = sequenceSpace(workload, hardware)
  const points = random.start({ space, seed: 1, trials: 5000 }).ask(5000)
  const compiler = new Compiler()
  const [leaping, plain] = [new TimingMachine(hardware), new TimingMachine(hardware, { leaps: false })]
  for (const point of points) {
    const program = compiler.compile(workload, space.at(point), hardware)
    // Most are short: there is little to leap over.
    if (program.instructions.length / 4 < 1000) continue
    const { status, cycles } = leaping.run(program.instructions, program)
    expect({ status, cycles }).toEqual({
      status: 'finished',
      cycles: plain.run(program.instructions, program).cycles,
    })
  }
})
