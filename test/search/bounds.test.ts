import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from '../compiler/arbitrary.js'

/** Cycles of a compiled schedule; null when the hardware cannot hold it. */
function cyclesOf({ workload, schedule, hardware }: Candidate): number | null {
  try {
    const program = compile(workload, schedule, hardware)
    return new TimingMachine(hardware).run(program.instructions, program).cycles
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

describe('the bound for any program', () => {
  it.each([1, 20, 120])('is not above any compiled schedule, shapes up to %i', (extent) => {
    let legal = 0
    fc.assert(
      fc.property(anyCandidate(extent), (candidate) => {
        const cycles = cyclesOf(candidate)
        if (cycles === null) return
        legal++
        expect(lowerBound(candidate.workload, candidate.hardware).cycles).toBeLessThanOrEqual(cycles)
      }),
      { numRuns: 500 },
    )
    expect(legal).toBeGreaterThan(50)
  })

  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(anyCandidate(200), ({ workload, hardware }) => {
        const { cycles, parts } = lowerBound(workload, hardware)
        expect(parts.reduce((sum, part) => sum + part.cycles, 0)).toBe(cycles)
        for (const part of parts) expect(part.cycles).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    ['1x256x256', 8402],
    ['16x256x256', 9204],
    ['128x128x128', 12652],
    ['64x512x256', 41360],
    ['64x256x512', 37236],
    ['8x512x512', 33619],
    ['32x384x96', 8128],
    ['5x100x77', 1408],
    ['1x1024x1024', 131568],
  ])('comes close to the best known program of %s', (shape, known) => {
    const [m, n, k] = shape.split('x').map(Number)
    const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8, clip: [0, 127] } })
    const { cycles } = lowerBound(workload, preset('pynq'))
    expect(cycles).toBeLessThanOrEqual(known)
    expect(known / cycles).toBeLessThan(1.06)
  })
})
