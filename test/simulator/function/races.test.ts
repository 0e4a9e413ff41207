import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preset } from '../../../src/hardware/presets.js'
import type { Instruction } from '../../../src/isa/instruction.js'
import { ProgramChecker } from '../../../src/simulator/function/checker.js'
import { finish, gemm, load, loadMicroOps, place, programOf, store } from './programs.js'
import { racesByDefinition } from './races-by-definition.js'
import { racyInstruction } from './racy-instructions.js'

const pynq = preset('pynq')
const checker = new ProgramChecker(pynq)
const microOps = [{ dst: 0, src: 0, wgt: 0 }]
const outIndex = place.output / 16

const check = (instructions: readonly Instruction[]): string[] => {
  const { races, findings } = checker.check(programOf(instructions, microOps))
  expect(findings.races).toHaveLength(races)
  return findings.races.map(({ instruction, detail }) => `${instruction}: ${detail}`)
}

/** Loads an input, multiplies, stores, finishes: with every token it needs. */
const awaited = [
  loadMicroOps(1),
  load({ memory: 2, xSize: 4, dramIndex: 8 }),
  load({ memory: 1, xSize: 1 }, { pushNext: true }),
  gemm({}, { popPrev: true, pushNext: true }),
  store({ xSize: 1, dramIndex: outIndex }, { popPrev: true, pushPrev: true }),
  finish({ popNext: true }),
]

/** The same with one instruction's tokens taken away. */
const without = (i: number): Instruction[] => {
  const tokens = { popPrev: false, popNext: false, pushPrev: false, pushNext: false }
  return awaited.map((instruction, n) => (n === i ? { ...instruction, tokens } : instruction))
}

describe('races', () => {
  it('are none where tokens order every access', () => {
    expect(check(awaited)).toEqual([])
  })

  it('are found between a load and the GEMM that does not wait for it', () => {
    const [, , , , ...rest] = awaited
    expect(check([...awaited.slice(0, 3), gemm({}, { pushNext: true }), ...rest])).toEqual([
      "3: no token orders it with load's instruction 1: both touch inp[0]",
      "3: no token orders it with load's instruction 2: both touch wgt[0]",
    ])
  })

  it('are found between a GEMM and the store that does not wait for it, and with the host', () => {
    expect(check(without(4).slice(0, -1).concat(finish()))).toEqual([
      "4: no token orders it with compute's instruction 3: both touch out[0]",
      '4: no token orders it with the host, which reads the output after FINISH: both touch DRAM byte 0xc000',
    ])
  })

  it('are found with a load that overwrites what is still read', () => {
    const again = load({ memory: 2, xSize: 4 })
    expect(check([...awaited.slice(0, 5), again, finish({ popNext: true })])).toEqual([
      "3: no token orders it with load's instruction 5: both touch inp[0]",
    ])
  })

  it('are found with fetch where a store writes instructions after it', () => {
    const ahead = store({ xSize: 1, dramIndex: place.instructions / 16 + 2 }, { pushPrev: true })
    expect(check([store({}), ahead, finish({ popNext: true })])).toEqual([
      '1: no token orders it with fetch, which reads instructions: both touch DRAM byte 0x8020',
    ])
    const behind = store({ xSize: 1, dramIndex: place.instructions / 16 }, { pushPrev: true })
    expect(check([store({}), behind, finish({ popNext: true })])).toEqual([])
  })

  it('are found in DRAM between a store and a load of the same bytes', () => {
    const storing = store({ xSize: 2, dramIndex: outIndex }, { pushPrev: true })
    const loading = load({ memory: 3, xSize: 1, dramIndex: place.output / 64 })
    expect(check([storing, loading, finish({ popNext: true })])).toEqual([
      "0: no token orders it with compute's instruction 1: both touch DRAM byte 0xc000",
    ])
    const waiting = load({ memory: 3, xSize: 1, dramIndex: place.output / 64 }, { popNext: true })
    expect(check([storing, waiting, finish()])).toEqual([])
  })

  it('do not depend on DRAM rows between which others lie', () => {
    const even = store({ xSize: 1, ySize: 4, xStride: 2, dramIndex: outIndex })
    const odd = load({ memory: 2, xSize: 1, ySize: 4, xStride: 2, dramIndex: outIndex + 1 })
    expect(check([even, odd])).toEqual([])
    expect(check([even, load({ memory: 2, xSize: 2, dramIndex: outIndex + 1 })])).toHaveLength(1)
  })

  it('are found in exactly the programs that have some by definition', () => {
    const found = { some: 0, none: 0 }
    fc.assert(
      fc.property(fc.array(racyInstruction, { maxLength: 14 }), (instructions) => {
        const program = { ...programOf(instructions, microOps), output: { address: 0, bytes: 64 } }
        const expected = racesByDefinition(program, pynq)
        found[expected ? 'some' : 'none']++
        expect(checker.check(program).races > 0).toBe(expected)
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(found.some, found.none)).toBeGreaterThan(20)
  })
})
