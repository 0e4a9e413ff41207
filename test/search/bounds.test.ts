import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import type { Program } from '../../src/isa/program.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from '../compiler/arbitrary.js'
import { bridged } from './bridged.js'

/** A schedule's program; null when the hardware cannot hold it. */
function compiled({ workload, schedule, hardware }: Candidate): Program | null {
  try {
    return compile(workload, schedule, hardware)
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
        const program = compiled(candidate)
        if (!program) return
        legal++
        const { cycles } = new TimingMachine(candidate.hardware).run(program.instructions, program)
        expect(lowerBound(candidate.workload, candidate.hardware).cycles).toBeLessThanOrEqual(cycles)
      }),
      { numRuns: 100 },
    )
    expect(legal).toBeGreaterThan(15)
  })

  it('is not above programs whose gaps between loads are bridged by loads of micro-ops', () => {
    fc.assert(
      fc.property(anyCandidate(120), fc.infiniteStream(fc.boolean()), (candidate, choices) => {
        const { workload, hardware } = candidate
        const program = compiled(candidate)
        if (!program) return
        const instructions = bridged(program.instructions, () => choices.next().value === true)
        const { status, cycles } = new TimingMachine(hardware).run(instructions, program)
        expect(status).toBe('finished')
        expect(lowerBound(workload, hardware).cycles).toBeLessThanOrEqual(cycles)
      }),
      { numRuns: 20 },
    )
  })

  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(anyCandidate(100), ({ workload, hardware }) => {
        const { cycles, parts } = lowerBound(workload, hardware)
        expect(parts.reduce((sum, part) => sum + part.cycles, 0)).toBe(cycles)
        for (const part of parts) expect(part.cycles).toBeGreaterThan(0)
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    ['1x256x256', 8402],
    ['16x256x256', 9123],
    ['128x128x128', 12610],
    ['64x512x256', 41276],
    ['64x256x512', 37193],
    ['8x512x512', 33619],
    ['32x384x96', 8087],
    ['5x100x77', 1369],
    ['1x1024x1024', 131568],
  ])('comes close to the best known program of %s', (shape, known) => {
    const [m, n, k] = shape.split('x').map(Number)
    const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8, clip: [0, 127] } })
    const { cycles } = lowerBound(workload, preset('pynq'))
    expect(cycles).toBeLessThanOrEqual(known)
    expect(known / cycles).toBeLessThan(1.025)
  })

  it('is not less where there is more to do', () => {
    fc.assert(
      fc.property(anyCandidate(60), fc.constantFrom<'m' | 'n'>('m', 'n'), ({ workload, hardware }, axis) => {
        const epilogue = { ...workload.epilogue, clip: workload.epilogue.clip ?? undefined }
        const extent = 2 * workload[axis] + hardware.block
        const larger = normalWorkload({ ...workload, [axis]: extent, epilogue })
        const [less, more] = [workload, larger].map((one) => lowerBound(one, hardware).cycles)
        expect(more).toBeGreaterThan(less)
      }),
      { numRuns: 25 },
    )
  })

  it.each([
    [65_536, 65_536, 65_536],
    [65_536, 1, 65_536],
    [1, 65_536, 1],
  ])('is there for %i x %i x %i', (m, n, k) => {
    const workload = normalWorkload({ kind: 'gemm', m, n, k, epilogue: { shift: 8 } })
    expect(lowerBound(workload, preset('de10')).cycles).toBeGreaterThan(m)
  })
})
