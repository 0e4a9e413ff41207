import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset } from '../../../src/hardware/presets.js'
import type { Instruction } from '../../../src/isa/instruction.js'
import type { MicroOp } from '../../../src/isa/micro-op.js'
import { ProgramChecker } from '../../../src/simulator/function/checker.js'
import type { Effects } from '../../../src/simulator/result.js'
import { alu, gemm, load, loadMicroOps, programOf, store } from './programs.js'

const checker = new ProgramChecker(preset('pynq'))

const check = (instructions: readonly Instruction[], microOps: readonly MicroOp[] = []): Effects =>
  checker.check(programOf([loadMicroOps(microOps.length), ...instructions], microOps))

const at = (dst: number, src: number, wgt = 0): MicroOp => ({ dst, src, wgt })

describe('ALU hazards', () => {
  it('of the immediate form are neighbours with one destination, whatever they read', () => {
    const useImmediate = 1
    expect(check([alu({ useImmediate, loopIn: 5 })], [at(3, 3)]).hazards).toBe(4)
    expect(check([alu({ useImmediate, loopIn: 5, dstIn: 1 })], [at(3, 9)]).hazards).toBe(0)
    expect(check([alu({ useImmediate, loopIn: 5, srcIn: 1 })], [at(3, 9)]).hazards).toBe(4)
    expect(check([alu({ useImmediate, loopIn: 3, dstIn: 1, uopEnd: 2 })], [at(4, 0), at(5, 0)]).hazards).toBe(
      2,
    )
  })

  it('of the tensor form are sources that were the last destination', () => {
    expect(check([alu({ loopIn: 5, dstIn: 1, srcIn: 1 })], [at(3, 2)]).hazards).toBe(4)
    expect(check([alu({ loopIn: 5 })], [at(3, 4)]).hazards).toBe(0)
  })

  it('of the tensor form are not seen behind weight bits and wrapped sources', () => {
    expect(check([alu({ loopIn: 5, dstIn: 1, srcIn: 1 })], [at(3, 2, 1)]).hazards).toBe(0)
    // Destinations 2047, 0, 1; full sources 2046, 2047, 2048: only the second is met.
    expect(check([alu({ loopIn: 3, dstIn: 1, srcIn: 1 })], [at(2047, 2046)]).hazards).toBe(1)
  })

  it('do not cross instructions, and are listed by instruction', () => {
    const one = alu({ useImmediate: 1 })
    const { hazards, findings } = check([one, one, alu({ useImmediate: 1, loopIn: 3 })], [at(0, 0)])
    expect(hazards).toBe(2)
    expect(findings.hazards).toEqual([
      { instruction: 3, detail: '2 iterations touch what the one before still writes' },
    ])
  })
})

const wrapsOf = (instructions: readonly Instruction[], microOps: readonly MicroOp[] = [at(0, 0)]): string[] =>
  check(instructions, microOps).findings.wraps.map(({ instruction, detail }) => `${instruction}: ${detail}`)

describe('wrapped indices', () => {
  it('are found in transfers, pads included', () => {
    expect(wrapsOf([load({ memory: 2, scratchpadIndex: 2040, xSize: 8 })])).toEqual([])
    expect(wrapsOf([load({ memory: 2, scratchpadIndex: 2040, xSize: 8, xPadRight: 1 })])).toEqual([
      '1: inp[2048] wraps: inp has 2048 elements',
    ])
    expect(wrapsOf([store({ scratchpadIndex: 2047, ySize: 2, xSize: 1 })])).toEqual([
      '1: out[2048] wraps: out has 2048 elements',
    ])
  })

  it('are found in every index of a GEMM, one for each scratchpad', () => {
    const far = { loopOut: 2, dstOut: 1, srcOut: 1, wgtOut: 1 }
    expect(wrapsOf([gemm(far)], [at(2047, 2047, 1023)])).toEqual([
      '1: acc[2048] wraps: acc has 2048 elements',
      '1: inp[2048] wraps: inp has 2048 elements',
      '1: wgt[1024] wraps: wgt has 1024 elements',
    ])
    expect(wrapsOf([gemm({ ...far, reset: 1 })], [at(2047, 2047, 1023)])).toHaveLength(1)
    expect(wrapsOf([gemm({ uopBegin: 2047, uopEnd: 2049 })])).toEqual([
      '1: uop[2048] wraps: uop has 2048 elements',
    ])
  })

  it('are found in either operand of an ALU', () => {
    expect(wrapsOf([alu({ loopIn: 2, srcIn: 1 })], [at(0, 2047)])).toEqual([
      '1: acc[2048] wraps: acc has 2048 elements',
    ])
    expect(wrapsOf([alu({ loopIn: 2, dstIn: 1 })], [at(2047, 0)])).toHaveLength(1)
  })
})

describe('findings', () => {
  it('are all counted, and the first of them kept', () => {
    const many = Array.from({ length: 100 }, () => load({ memory: 2, scratchpadIndex: 2048, xSize: 1 }))
    const { wraps, findings } = check(many)
    expect(wraps).toBe(100)
    expect(findings.wraps).toHaveLength(32)
    expect(findings.wraps[31].instruction).toBe(32)
  })

  it('of one program say nothing of the next', () => {
    const bad = alu({ useImmediate: 1, loopIn: 5 })
    fc.assert(
      fc.property(fc.boolean(), (isBad) => {
        expect(check(isBad ? [bad] : [], [at(0, 0)]).hazards).toBe(isBad ? 4 : 0)
      }),
      { numRuns: 10 },
    )
  })
})
