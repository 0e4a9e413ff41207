import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compiler/compile.js'
import { defaultSchedule } from '../../src/compiler/default.js'
import { normalSchedule } from '../../src/compiler/normal.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { preset } from '../../src/hardware/presets.js'
import type { Program } from '../../src/isa/program.js'
import { TestBench } from '../../src/measure/test-bench.js'
import { ProgramChecker } from '../../src/simulator/function/checker.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { normalWorkload } from '../../src/workload/workload.js'
import { anyCandidate, type Candidate } from './arbitrary.js'

function compiled({ workload, schedule, hardware }: Candidate): Program | null {
  try {
    return compile(workload, schedule, hardware)
  } catch (error) {
    if (error instanceof IllegalSchedule) return null
    throw error
  }
}

/** Where each token flag of a program is set: the instruction's first word and the bit. */
function tokenBits({ instructions }: Program): readonly { word: number; bit: number }[] {
  const bits = []
  for (let word = 0; word < instructions.length; word += 4) {
    for (let bit = 3; bit <= 6; bit++) if ((instructions[word] >>> bit) & 1) bits.push({ word, bit })
  }
  return bits
}

/** With more tokens than this in a channel, some only keep its counter from overflowing. */
const mostTokens = 200

const finishes = (program: Program, { hardware }: Candidate): boolean =>
  new TimingMachine(hardware).run(program.instructions, program).status === 'finished'
const races = (program: Program, { hardware }: Candidate): number =>
  new ProgramChecker(hardware).check(program).races

describe('a compiled program', () => {
  it('gives the right answer, without a hazard, a race, a wrap, a deadlock or a fault, whatever the schedule', () => {
    let legal = 0
    fc.assert(
      fc.property(anyCandidate(70), fc.integer(), ({ workload, hardware, schedule }, seed) => {
        const { status, detail } = new TestBench({ workload, hardware, seed }).measure(schedule)
        if (status !== 'illegal') legal++
        expect(['ok', 'illegal'], detail ?? '').toContain(status)
      }),
      { numRuns: 400 },
    )
    expect(legal).toBeGreaterThan(100)
  })

  // With virtual threads, a thread's smaller region can wait for a neighbour's reader that it does not overlap; and that
  // data waits for the bias is a choice, not a need.
  it('has no token to spare on one thread: without any one it deadlocks or races', () => {
    fc.assert(
      fc.property(anyCandidate(60), fc.nat(), (candidate, choice) => {
        fc.pre(candidate.schedule.threads === 1 && candidate.schedule.uop_at !== 'after_bias')
        const program = compiled(candidate)
        fc.pre(program !== null)
        const bits = tokenBits(program)
        fc.pre(bits.length <= mostTokens)
        const { word, bit } = bits[choice % bits.length]
        const instructions = program.instructions.slice()
        instructions[word] &= ~(1 << bit)
        const without = { ...program, instructions }
        expect(finishes(without, candidate) && races(without, candidate) === 0).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the token counters from overflowing when a module could run far ahead', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 400, n: 16, k: 32 })
    const hardware = preset('de10')
    const schedule = {
      ...defaultSchedule(workload, hardware),
      tile_m: 1,
      inp_at: 'k',
      wgt_at: 'root',
      inp_buffers: 0,
      acc_buffers: 0,
    } as const
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule)).toMatchObject({ status: 'ok' })
    const { instructions } = compile(workload, schedule, hardware)
    const credits = [...instructions.keys()].filter((i) => i % 4 === 0 && (instructions[i] & 7) === 0)
    expect(credits.some((i) => (instructions[i] >>> 4) & 1)).toBe(true)
  })

  it('takes one token where a step waits both for its data and to keep a counter from overflowing', () => {
    const workload = normalWorkload({ kind: 'gemm', m: 83, n: 101, k: 70 })
    const hardware = preset('de10')
    const schedule = {
      ...defaultSchedule(workload, hardware),
      tile_m: 1,
      tile_n: 2,
      tile_k: [3, 2],
      order: 'nkm',
      inp_at: 'root',
      wgt_at: 'm',
      acc_at: 'root',
      inp_buffers: 0,
      wgt_buffers: 0,
      acc_buffers: 0,
    } as const
    expect(new TestBench({ workload, hardware, seed: 1 }).measure(schedule)).toMatchObject({ status: 'ok' })
  })

  it('is the same for a schedule and its normal form, which is its own normal form', () => {
    fc.assert(
      fc.property(anyCandidate(100), (candidate) => {
        const { workload, hardware, schedule } = candidate
        const normal = normalSchedule(schedule, workload, hardware)
        expect(normalSchedule(normal, workload, hardware)).toEqual(normal)
        expect(compiled({ workload, hardware, schedule: normal })).toEqual(compiled(candidate))
      }),
    )
  })
})
