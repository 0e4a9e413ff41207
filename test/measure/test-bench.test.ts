import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CompiledProgram, Compiler } from '../../src/compiler/compile.js'
import { defaultSchedule } from '../../src/compiler/default.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { decode, encode, type Instruction, type Transfer } from '../../src/isa/instruction.js'
import { wordsPerInstruction } from '../../src/isa/program.js'
import { TestBench } from '../../src/measure/test-bench.js'
import { normalWorkload } from '../../src/workload/workload.js'

/** What a test does to every program that the compiler makes. */
const tamper = vi.hoisted((): { with: (program: CompiledProgram) => void } => ({ with: () => {} }))

vi.mock(import('../../src/compiler/compile.js'), async (original) => {
  const { Compiler: Untouched, ...others } = await original()
  class TamperingCompiler extends Untouched {
    override compile(...args: Parameters<Compiler['compile']>): CompiledProgram {
      const program = super.compile(...args)
      tamper.with(program)
      return program
    }
  }
  return { ...others, Compiler: TamperingCompiler }
})

const pynq = preset('pynq')
const workload = normalWorkload({
  kind: 'gemm',
  m: 6,
  n: 40,
  k: 50,
  epilogue: { bias: true, shift: 6, clip: [-100, 100] },
})
const schedule = defaultSchedule(workload, pynq)
const measure = () => new TestBench({ workload, hardware: pynq, seed: 1 }).measure(schedule)

/** Rewrites the first instruction that `rewrite` has another one for. */
function change(program: CompiledProgram, rewrite: (found: Instruction) => Instruction | null): void {
  const words = program.instructions
  for (let at = 0; at < words.length; at += wordsPerInstruction) {
    const changed = rewrite(decode(words, at))
    if (changed === null) continue
    encode(changed, words, at)
    return
  }
  throw new Error('there is no such instruction')
}

const minImmediate = (found: Instruction): Instruction | null =>
  found.kind === 'alu' && found.fields.op === 0
    ? { ...found, fields: { ...found.fields, immediate: found.fields.immediate - 1 } }
    : null

const store =
  (fields: Partial<Transfer>) =>
  (found: Instruction): Instruction | null =>
    found.kind === 'store' && found.fields.xSize > 0
      ? { ...found, fields: { ...found.fields, ...fields } }
      : null

const noFinish = (found: Instruction): Instruction | null =>
  found.kind === 'finish' ? { kind: 'unknown', opcode: 7, tokens: found.tokens, fields: found.fields } : null

const pushToStore = (found: Instruction): Instruction | null =>
  found.kind === 'alu' && found.tokens.pushNext
    ? { ...found, tokens: { ...found.tokens, pushNext: false } }
    : null

const popOfStore = (found: Instruction): Instruction | null =>
  found.kind === 'store' && found.tokens.popPrev
    ? { ...found, tokens: { ...found.tokens, popPrev: false } }
    : null

afterEach(() => {
  tamper.with = () => {}
})

describe('a candidate on the bench', () => {
  it.each(presetNames)('is verified when its program is right, on %s', (name) => {
    const hardware = preset(name)
    const bench = new TestBench({ workload, hardware, seed: 1 })
    const found = bench.measure(defaultSchedule(workload, hardware))
    expect(found).toMatchObject({ status: 'ok', detail: null })
    expect(found.cycles).toBeGreaterThan(0)
    expect(bench.output).toEqual(bench.expected)
  })

  it('gives the same whatever was on the bench before it', () => {
    const used = new TestBench({ workload, hardware: pynq, seed: 1 })
    used.measure({ ...schedule, tile_m: 2 })
    used.measure({ ...schedule, tile_n: 1 })
    expect(used.measure(schedule)).toEqual(measure())
    expect(used.output).toEqual(used.expected)
  })

  it('is illegal when the compiler says so, with its words', () => {
    const found = new TestBench({ workload, hardware: pynq, seed: 1 }).measure({ ...schedule, threads: 4 })
    expect(found).toMatchObject({ status: 'illegal', cycles: null, program: null })
    expect(found.detail).toMatch(/^threads: /)
  })

  it('that takes longer than can be timed is no answer, and its operands are not even made', () => {
    const large = normalWorkload({ kind: 'gemm', m: 4096, n: 4096, k: 4096 })
    const found = new TestBench({ workload: large, hardware: pynq, seed: 1 }).measure(
      defaultSchedule(large, pynq),
    )
    expect(found).toMatchObject({ status: 'timeout', cycles: null })
    expect(found.detail).toContain('1073741824')
  })

  it('has the digest of its program: another program, another digest', () => {
    const other = new TestBench({ workload, hardware: pynq, seed: 2 }).measure(schedule)
    expect(other.program).toBe(measure().program)
    const split = new TestBench({ workload, hardware: pynq, seed: 1 }).measure({ ...schedule, tile_m: 3 })
    expect(split).toMatchObject({ status: 'ok' })
    expect(split.program).not.toBe(other.program)
  })
})

describe('a wrong program on the bench', () => {
  it('is a wrong answer when it clips elsewhere', () => {
    tamper.with = (program) => change(program, minImmediate)
    expect(measure().status).toBe('wrong_answer')
  })

  it('is a wrong answer when a part of C is never written, whatever C should be there', () => {
    tamper.with = (program) => change(program, store({ xSize: 1 }))
    expect(measure().status).toBe('wrong_answer')
  })

  it('is a fault when it leaves DRAM or has an unknown instruction', () => {
    tamper.with = (program) => change(program, store({ dramIndex: 2 ** 20 }))
    expect(measure()).toMatchObject({ status: 'fault', cycles: null })
    tamper.with = (program) => change(program, noFinish)
    expect(measure()).toMatchObject({ status: 'fault', cycles: null })
  })

  it('is a deadlock when a token never comes', () => {
    tamper.with = (program) => change(program, pushToStore)
    expect(measure()).toMatchObject({ status: 'deadlock', cycles: null })
  })

  it('is a race when nobody waits for a token, even though its answer may be right', () => {
    tamper.with = (program) => change(program, popOfStore)
    expect(measure().status).toBe('race')
  })
})
