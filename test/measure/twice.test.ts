import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IllegalSchedule, type Schedule } from '../../src/compiler/schedule.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { initialMemory } from '../../src/isa/image.js'
import type { Program } from '../../src/isa/program.js'
import { TestBench } from '../../src/measure/test-bench.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { FunctionalMachine } from '../../src/simulator/function/machine.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { seededRandom } from '../../src/workload/random.js'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'
import { anyCandidate } from '../compiler/arbitrary.js'

/** Whether a program gives the right output twice: the second time on what the first left in the scratchpads. */
function rightTwice(program: Program, hardware: Hardware, expected: Uint8Array): boolean {
  const machine = new FunctionalMachine(hardware)
  const timing = new TimingMachine(hardware).run(program.instructions, program)
  return ([{ rubbish: 5 }, 'keep'] as const).every((scratchpads) => {
    const memory = initialMemory(program)
    machine.run(program, memory, timing, scratchpads)
    const { address, bytes } = program.output
    return Buffer.compare(memory.subarray(address, address + bytes), expected) === 0
  })
}

/** The fastest of a hundred random schedules of the space. */
function winner(bench: TestBench, workload: Workload, hardware: Hardware): Schedule | null {
  const space = gemmSpace(workload, hardware)
  const random = seededRandom(11)
  let best: { readonly schedule: Schedule; readonly cycles: number } | null = null
  for (let trial = 0; trial < 100; trial++) {
    const schedule = space.at(random.below(space.size))
    const { status, cycles } = bench.measure(schedule)
    if (status === 'ok' && cycles !== null && cycles < (best?.cycles ?? Infinity)) best = { schedule, cycles }
  }
  return best && best.schedule
}

describe('a program on a machine that is not reset between two launches', () => {
  it.each(presetNames)('gives the right output both times when it is the winner: %s', (name) => {
    const hardware = preset(name)
    for (const [m, n, k] of [
      [5, 100, 77],
      [16, 64, 128],
      [1, 96, 160],
    ]) {
      const workload = normalWorkload({
        kind: 'gemm',
        m,
        n,
        k,
        epilogue: { bias: true, shift: 6, relu: true },
      })
      const bench = new TestBench({ workload, hardware, seed: 2 })
      const schedule = winner(bench, workload, hardware)
      if (schedule === null) throw new Error('none of the schedules is legal')
      expect(rightTwice(bench.program(schedule), hardware, bench.expected)).toBe(true)
    }
  })

  it('gives the right output both times whatever the schedule', () => {
    let legal = 0
    fc.assert(
      fc.property(anyCandidate(60), fc.integer(), ({ workload, hardware, schedule }, seed) => {
        const bench = new TestBench({ workload, hardware, seed })
        try {
          expect(rightTwice(bench.program(schedule), hardware, bench.expected)).toBe(true)
          legal++
        } catch (error) {
          if (!(error instanceof IllegalSchedule)) throw error
        }
      }),
      { numRuns: 100 },
    )
    expect(legal).toBeGreaterThan(25)
  })
})
