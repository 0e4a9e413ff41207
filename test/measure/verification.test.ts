import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, type CompiledProgram } from '../../src/compiler/compile.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { initialMemory } from '../../src/isa/image.js'
import { QuickChecks } from '../../src/measure/quick-checks.js'
import { loadOperands } from '../../src/measure/loaded.js'
import { testData } from '../../src/measure/test-data.js'
import { neededCheck } from '../../src/measure/verification.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { ProgramChecker } from '../../src/simulator/function/checker.js'
import { FunctionalMachine } from '../../src/simulator/function/machine.js'
import type { Effects, Timing } from '../../src/simulator/result.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { randomOperands } from '../../src/workload/operands.js'
import { seededRandom, type Random } from '../../src/workload/random.js'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'
import { finish, loadMicroOps, programOf } from '../simulator/function/programs.js'
import { racyInstruction } from '../simulator/function/racy-instructions.js'
import { mistakesIn } from './mistakes.js'

const epilogues = [
  {},
  { shift: 4, clip: [0, 127] },
  { bias: true, shift: 5, relu: true },
  { bias_after_shift: true, shift: 3, clip: [-90, 100] },
] as const

const workloadWith = (epilogue: object): Workload =>
  normalWorkload({ kind: 'gemm', m: 5, n: 40, k: 70, epilogue })

/** Programs of schedules drawn from the space. */
function* programs(workload: Workload, hardware: Hardware, count: number, random: Random) {
  const space = gemmSpace(workload, hardware)
  for (let found = 0; found < count;) {
    try {
      yield compile(workload, space.at(random.below(space.size)), hardware)
      found++
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
    }
  }
}

/** Runs programs in full, on a few sets of random data. */
class FullRuns {
  readonly #machine: FunctionalMachine
  readonly #data

  constructor(workload: Workload, hardware: Hardware) {
    this.#machine = new FunctionalMachine(hardware)
    this.#data = [1, 2, 3].map((seed) => testData(workload, hardware, randomOperands(workload, seed)))
  }

  /** Whether the output is right for all of the data. */
  accept(compiled: CompiledProgram, timing: Timing): boolean {
    return this.#data.every(({ packed, expected }, i) => {
      const program = loadOperands(compiled, packed)
      const memory = initialMemory(program)
      const { address, bytes } = program.output
      const output = memory.subarray(address, address + bytes)
      for (let at = 0; at < bytes; at++) output[at] = ~expected[at]
      this.#machine.run(program, memory, timing, { rubbish: i + 1 })
      return Buffer.compare(output, expected) === 0
    })
  }
}

describe.each(presetNames)('quick checks on %s', (name) => {
  const hardware = preset(name)
  const timer = new TimingMachine(hardware)

  it.each(epilogues)('accept every program that the compiler makes: %o', (epilogue) => {
    const workload = workloadWith(epilogue)
    const checks = new QuickChecks(workload, hardware, 1)
    for (const program of programs(workload, hardware, 40, seededRandom(1))) {
      expect(checks.hasRightFingerprint(program, timer.run(program.instructions, program))).toBe(true)
      expect(checks.isOrderly(program)).toBe(true)
    }
  })
})

const isClean = ({ hazards, races, wraps }: Effects): boolean => hazards + races + wraps === 0

describe('programs that are shown to be orderly', () => {
  it('have no race, hazard or wrapped index, however their tokens are', () => {
    const hardware = preset('pynq')
    const checker = new ProgramChecker(hardware)
    const checks = new QuickChecks(workloadWith({}), hardware, 1)
    let orderly = 0
    fc.assert(
      fc.property(fc.array(racyInstruction, { maxLength: 12 }), (instructions) => {
        const made = programOf([loadMicroOps(1), ...instructions, finish()], [{ dst: 0, src: 0, wgt: 0 }])
        const program = { ...made, output: { address: 0, bytes: 512 } }
        fc.pre(checks.isOrderly(program))
        orderly++
        expect(isClean(checker.check(program))).toBe(true)
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    )
    expect(orderly).toBeGreaterThan(100)
  })
})

describe('a compiler mistake', () => {
  const rates = new Map<string, { wrong: number; flagged: number }>()

  it.each(['pynq', 'block8'] as const)('that changes a result on %s changes the fingerprint', (name) => {
    const hardware = preset(name)
    const timer = new TimingMachine(hardware)
    const checker = new ProgramChecker(hardware)
    const random = seededRandom(5)
    for (const epilogue of epilogues) {
      const workload = workloadWith(epilogue)
      const checks = new QuickChecks(workload, hardware, 1)
      const runs = new FullRuns(workload, hardware)
      for (const right of programs(workload, hardware, 2, random)) {
        for (const { kind, program } of mistakesIn(right, random)) {
          const timing = timer.run(program.instructions, { ...program, cutoff: 1_000_000 })
          if (timing.status !== 'finished') continue
          if (checks.isOrderly(program)) expect(isClean(checker.check(program))).toBe(true)
          const isFlagged = !checks.hasRightFingerprint(program, timing)
          const isWrong = !runs.accept(program, timing)
          expect({ kind, missed: isWrong && !isFlagged }).toEqual({ kind, missed: false })
          const rate = rates.get(kind) ?? { wrong: 0, flagged: 0 }
          rates.set(kind, {
            wrong: rate.wrong + Number(isWrong),
            flagged: rate.flagged + Number(isFlagged),
          })
        }
      }
    }
  })

  it('of more than two hundred kinds did change one; few others were suspected', () => {
    expect([...rates.values()].filter(({ wrong }) => wrong > 0).length).toBeGreaterThan(200)
    const total = (what: 'wrong' | 'flagged'): number =>
      [...rates.values()].reduce((sum, rate) => sum + rate[what], 0)
    expect(total('flagged')).toBeLessThan(1.25 * total('wrong'))
  })
})

describe('the check that a candidate needs', () => {
  it('is the full one while nothing is known, and for whatever may become the best', () => {
    expect(neededCheck(1, 1000, null)).toBe('full')
    expect(neededCheck(1, 1000, 1001)).toBe('full')
    expect(neededCheck(1, 1000, 1000)).toBe('full')
    expect(neededCheck(1, 1000, 999)).toBe('fingerprint')
  })

  it('is the full one for a sample of the rest, chosen by program', () => {
    const full = Array.from({ length: 6400 }, (_, program) => neededCheck(program, 2, 1)).filter(
      (check) => check === 'full',
    )
    expect(full).toHaveLength(100)
  })
})
