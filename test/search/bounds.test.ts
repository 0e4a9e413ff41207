import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { memoryId } from '../../src/hardware/hardware.js'
import { preset } from '../../src/hardware/presets.js'
import { opcode } from '../../src/isa/fields.js'
import { encode } from '../../src/isa/instruction.js'
import { wordsPerInstruction, type Program } from '../../src/isa/program.js'
import { lowerBound } from '../../src/search/bounds/lower-bound.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from '../compiler/arbitrary.js'

/** A schedule's program; null when the hardware cannot hold it. */
function compiled({ workload, schedule, hardware }: Candidate): Program | null {
  try {
    return compile(workload, schedule, hardware)
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

const isOfCompute = (word: number): boolean => {
  const code = word & 7
  return code === opcode.gemm || code === opcode.alu
}

/** The program with a LOAD of 14 micro-ops, six beats in a burst and one in another, before chosen GEMMs and ALUs. */
function bridged(instructions: Uint32Array, choices: Iterator<boolean>): Uint32Array {
  const words: number[] = []
  const bridge = new Uint32Array(wordsPerInstruction)
  const noTokens = { popPrev: false, popNext: false, pushPrev: false, pushNext: false }
  const noPads = { yPadTop: 0, yPadBottom: 0, xPadLeft: 0, xPadRight: 0 }
  const block = { memory: memoryId.uop, scratchpadIndex: 2000, dramIndex: 500, unused: 0 }
  const load = { ...block, ySize: 1, xSize: 14, xStride: 14, ...noPads }
  encode({ kind: 'load', tokens: noTokens, fields: load }, bridge, 0)
  for (let at = 0; at < instructions.length; at += wordsPerInstruction) {
    if (isOfCompute(instructions[at]) && choices.next().value === true) words.push(...bridge)
    words.push(...instructions.subarray(at, at + wordsPerInstruction))
  }
  return Uint32Array.from(words)
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
      { numRuns: 250 },
    )
    expect(legal).toBeGreaterThan(25)
  })

  it('is not above programs whose gaps between loads are bridged by loads of micro-ops', () => {
    fc.assert(
      fc.property(anyCandidate(120), fc.infiniteStream(fc.boolean()), (candidate, choices) => {
        const { workload, hardware } = candidate
        const program = compiled(candidate)
        if (!program) return
        const instructions = bridged(program.instructions, choices)
        const { status, cycles } = new TimingMachine(hardware).run(instructions, program)
        expect(status).toBe('finished')
        expect(lowerBound(workload, hardware).cycles).toBeLessThanOrEqual(cycles)
      }),
      { numRuns: 150 },
    )
  })

  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(anyCandidate(100), ({ workload, hardware }) => {
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
