import { describe, expect, test } from 'vitest'
import { compile, type CompiledProgram } from '../../src/compiler/compile.js'
import { IllegalSchedule } from '../../src/compiler/schedule.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { decode, type Instruction } from '../../src/isa/instruction.js'
import { instructionCount } from '../../src/isa/program.js'
import { stretchWords } from '../../src/isa/repeats.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { seededRandom } from '../../src/workload/random.js'
import { normalWorkload } from '../../src/workload/workload.js'

const beatBytes = 8
const loaded = ['uop', 'wgt', 'inp', 'acc'] as const

/** What of an instruction decides its time (timing.md 4, 7.1, 8): of an address, where it is in a burst's window. */
function timed(instruction: Instruction, { elementBytes, burstBeats }: Hardware): unknown {
  switch (instruction.kind) {
    case 'load':
    case 'store': {
      const { scratchpadIndex: _place, dramIndex, ...fields } = instruction.fields
      const bytes = instruction.kind === 'load' ? elementBytes[loaded[fields.memory]] : elementBytes.out
      return { ...instruction, fields: { ...fields, window: (dramIndex * bytes) % (burstBeats * beatBytes) } }
    }
    case 'gemm':
    case 'alu': {
      const { reset, uopBegin, uopEnd, loopOut, loopIn } = instruction.fields
      return { ...instruction, fields: { reset, uopBegin, uopEnd, loopOut, loopIn } }
    }
    case 'finish':
    case 'unknown':
      return instruction
  }
}

/** What stretches say, instruction by instruction. Returns how many instructions are in any. */
function check(program: CompiledProgram, hardware: Hardware): number {
  const { instructions, repeats } = program
  const at = (i: number) => JSON.stringify(timed(decode(instructions, 4 * i), hardware))
  let last = 0
  let sum = 0
  for (let i = 0; i < repeats.stretches.length; i += stretchWords) {
    const [from, end, period] = repeats.stretches.subarray(i, i + stretchWords)
    expect(from).toBeGreaterThanOrEqual(last)
    expect(end).toBeGreaterThanOrEqual(from + 2 * period)
    expect(end).toBeLessThanOrEqual(instructionCount(program))
    for (let j = from; j < end - period; j++) if (at(j) !== at(j + period)) expect(at(j + period)).toBe(at(j))
    last = end
    sum += end - from
  }
  return sum
}

describe('what a program says of its repeats', () => {
  test.each(presetNames)('is so, and is most of what long programs are: %s', (name) => {
    const hardware = preset(name)
    const random = seededRandom(3)
    const workload = normalWorkload({ kind: 'gemm', m: 1500, n: 96, k: 256, epilogue: { shift: 8 } })
    const space = gemmSpace(workload, hardware)
    let all = 0
    let repeated = 0
    for (let i = 0; i < 40; i++) {
      try {
        const program = compile(workload, space.at(random.below(space.size)), hardware)
        all += instructionCount(program)
        repeated += check(program, hardware)
      } catch (error) {
        if (!(error instanceof IllegalSchedule)) throw error
      }
    }
    expect(repeated).toBeGreaterThan(all / 2)
  })
})
