import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, type CompiledProgram } from '../../src/compiler/compile.js'
import { layOut, type Layout } from '../../src/compiler/layout.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import { memoryId, type Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import type { Instruction } from '../../src/isa/instruction.js'
import { initialMemory } from '../../src/isa/image.js'
import { QuickChecks } from '../../src/measure/quick-checks.js'
import { loadOperands } from '../../src/measure/loaded.js'
import { testData } from '../../src/measure/test-data.js'
import { neededCheck, sampleOf } from '../../src/measure/verification.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { ProgramChecker } from '../../src/simulator/function/checker.js'
import { FunctionalMachine } from '../../src/simulator/function/machine.js'
import type { Effects, Timing } from '../../src/simulator/result.js'
import { TimingMachine } from '../../src/simulator/timing/machine.js'
import { randomOperands } from '../../src/workload/operands.js'
import { seededRandom, type Random } from '../../src/workload/random.js'
import { normalWorkload, type Workload } from '../../src/workload/workload.js'
import { finish, gemm, load, loadMicroOps, programOf, store } from '../simulator/function/programs.js'
import { racyInstruction } from '../simulator/function/racy-instructions.js'
import { mistakesIn } from './mistakes.js'
import { rewritten, ways } from './rewrites.js'

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
      const shown = checks.check(program, () => timer.run(program.instructions, program))
      expect(shown).toEqual({ isOrderly: true, isRight: true })
    }
  })
})

describe('programs that do the same in other steps', () => {
  const hardware = preset('pynq')
  const timer = new TimingMachine(hardware)

  it.each(ways)('are right too: %s', (way) => {
    let tried = 0
    for (const epilogue of epilogues) {
      const workload = workloadWith(epilogue)
      const checks = new QuickChecks(workload, hardware, 1)
      for (const program of programs(workload, hardware, 20, seededRandom(2))) {
        const other = rewritten(program, way)
        if (other === null) continue
        tried++
        const shown = checks.check(other, () => timer.run(other.instructions, other))
        expect(shown).toEqual({ isOrderly: true, isRight: true })
      }
    }
    expect(tried).toBeGreaterThan(40)
  })
})

const isClean = ({ hazards, races, wraps }: Effects): boolean => hazards + races + wraps === 0

/** An instruction whose place in DRAM is one in the workload's tensors. */
function placed(instruction: Instruction, { a, b, c }: Layout, { elementBytes }: Hardware): Instruction {
  if (instruction.kind !== 'load' && instruction.kind !== 'store') return instruction
  const { dramIndex, memory } = instruction.fields
  const first =
    instruction.kind === 'store'
      ? c.address / elementBytes.out
      : memory === memoryId.inp
        ? a.address / elementBytes.inp
        : b.address / elementBytes.wgt
  return { ...instruction, fields: { ...instruction.fields, dramIndex: first + dramIndex } }
}

describe('programs that are shown to be orderly', () => {
  it('end with their only FINISH: what stands behind one may not have happened', () => {
    const hardware = preset('pynq')
    const checks = new QuickChecks(normalWorkload({ kind: 'gemm', m: 8, n: 128, k: 128 }), hardware, 1)
    const timer = new TimingMachine(hardware)
    for (const [ends, isOrderly] of [
      [[finish()], true],
      [[finish(), finish()], false],
    ] as const) {
      const program = programOf([loadMicroOps(1), ...ends], [{ dst: 0, src: 0, wgt: 0 }])
      const timing = timer.run(program.instructions, program)
      expect(checks.check(program, () => timing).isOrderly).toBe(isOrderly)
    }
  })

  it('have no race, hazard or wrapped index, however their tokens are', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 8, n: 128, k: 128 })
    const layout = layOut(workload, hardware)
    const checker = new ProgramChecker(hardware)
    const checks = new QuickChecks(workload, hardware, 1)
    const timer = new TimingMachine(hardware)
    let orderly = 0
    fc.assert(
      fc.property(fc.array(racyInstruction, { maxLength: 12 }), (drawn) => {
        const instructions = drawn.map((instruction) => placed(instruction, layout, hardware))
        const made = programOf([loadMicroOps(1), ...instructions, finish()], [{ dst: 0, src: 0, wgt: 0 }])
        const program = { ...made, output: layout.c }
        const timing = timer.run(program.instructions, { ...program, cutoff: 1_000_000 })
        fc.pre(timing.status === 'finished' && checks.check(program, () => timing).isOrderly)
        orderly++
        expect(isClean(checker.check(program))).toBe(true)
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    )
    expect(orderly).toBeGreaterThan(100)
  })
})

/** C = A x B^T of 4 rows, 16 columns and 4 blocks of k in one GEMM, INP or WGT loaded last by `late`. */
function product(late: readonly Instruction[], { a, b, c }: Layout, { elementBytes }: Hardware) {
  const ofA = load({ memory: memoryId.inp, dramIndex: a.address / elementBytes.inp, xSize: 16 })
  const ofB = load({ memory: memoryId.wgt, dramIndex: b.address / elementBytes.wgt, xSize: 8 })
  const loops = { loopOut: 4, loopIn: 4, dstIn: 1, srcOut: 4, srcIn: 1, wgtOut: 2 }
  const instructions = [
    loadMicroOps(2),
    ofA,
    ofB,
    ...late,
    load({ memory: memoryId.inp }, { pushNext: true }),
    gemm({ reset: 1, loopOut: 2, dstOut: 4, loopIn: 4, dstIn: 1 }, { popPrev: true }),
    gemm({ ...loops, uopEnd: 2 }, { pushNext: true }),
    store({ dramIndex: c.address / elementBytes.out, xSize: 8 }, { popPrev: true, pushPrev: true }),
    finish({ popNext: true }),
  ]
  const microOps = [
    { dst: 0, src: 0, wgt: 0 },
    { dst: 4, src: 0, wgt: 1 },
  ]
  return { ...programOf(instructions, microOps), output: c }
}

describe('a sum over blocks of k', () => {
  it('takes each of their rows and columns from where it lies, to the last', () => {
    const hardware = preset('pynq')
    const workload = normalWorkload({ kind: 'gemm', m: 4, n: 32, k: 64 })
    const layout = layOut(workload, hardware)
    const checks = new QuickChecks(workload, hardware, 1)
    const timer = new TimingMachine(hardware)
    const isRight = (...late: Instruction[]): boolean => {
      const program = product(late, layout, hardware)
      return checks.check(program, () => timer.run(program.instructions, program)).isRight
    }
    const firstOf = { inp: layout.a.address / 16, wgt: layout.b.address / 256 }
    expect(isRight()).toBe(true)
    for (const [name, elements] of [
      ['inp', 16],
      ['wgt', 8],
    ] as const) {
      for (let at = 0; at < elements; at++) {
        const other = firstOf[name] + ((at + 1) % elements)
        const late = load({ memory: memoryId[name], scratchpadIndex: at, dramIndex: other, xSize: 1 })
        expect({ name, at, isRight: isRight(late) }).toEqual({ name, at, isRight: false })
      }
    }
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
          const { isOrderly, isRight } = checks.check(program, () => timing)
          if (isOrderly) expect(isClean(checker.check(program))).toBe(true)
          const isFlagged = !isRight
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
    expect(neededCheck(1, 1000, null, 64)).toBe('full')
    expect(neededCheck(1, 1000, 1001, 64)).toBe('full')
    expect(neededCheck(1, 1000, 1000, 64)).toBe('full')
    expect(neededCheck(1, 1000, 999, 64)).toBe('fingerprint')
  })

  it('is the full one for a sample of the rest, chosen by program', () => {
    const full = Array.from({ length: 6400 }, (_, program) => neededCheck(program, 2, 1, 64)).filter(
      (check) => check === 'full',
    )
    expect(full).toHaveLength(100)
  })

  it('is the full one for fewer of large products, whose full runs take longer', () => {
    expect(sampleOf({ m: 1, n: 1, k: 1 })).toBe(256)
    expect(sampleOf({ m: 16, n: 256, k: 256 })).toBe(256)
    expect(sampleOf({ m: 32, n: 256, k: 256 })).toBe(512)
    expect(sampleOf({ m: 4096, n: 4096, k: 4096 })).toBe(1024)
  })
})
