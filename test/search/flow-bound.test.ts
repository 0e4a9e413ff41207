import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { FlowBound } from '../../src/search/flow-bound.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { anyCandidate, type Candidate } from '../compiler/arbitrary.js'

/** Exact cycles and the bound of a candidate; null when it is illegal. */
function both({ workload, hardware, schedule }: Candidate): { cycles: number; bound: number } | null {
  try {
    const program = compile(workload, schedule, hardware)
    const { cycles } = new TimingMachine(hardware).run(program.instructions, program)
    return { cycles, bound: new FlowBound(workload, hardware).cycles(schedule) }
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

describe('the flow bound', () => {
  it('is never above what the program takes', () => {
    let tightest = 0
    fc.assert(
      fc.property(anyCandidate(150), (candidate) => {
        const result = both(candidate)
        fc.pre(result !== null)
        expect(result.bound).toBeLessThanOrEqual(result.cycles)
        tightest = Math.max(tightest, result.bound / result.cycles)
      }),
      { numRuns: 500 },
    )
    expect(tightest).toBeGreaterThan(0.9)
  })
})
