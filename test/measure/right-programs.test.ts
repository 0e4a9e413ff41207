import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RightPrograms, type RightProgram } from '../../src/measure/right-programs.js'

const digest = fc.oneof(
  fc.nat({ max: 20 }),
  fc.nat({ max: 2 ** 53 - 1 }),
  fc.nat({ max: 5 }).map((n) => n * 2 ** 40),
)
const check = fc.constantFrom('full' as const, 'fingerprint' as const)

describe('programs that were found right', () => {
  it('are found again as they were kept last, whatever slots their digests share', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(digest, fc.nat(), check)), (kept) => {
        const programs = new RightPrograms()
        const model = new Map<number, RightProgram>()
        for (const [program, cycles, checked] of kept) {
          expect(programs.find(program)).toEqual(model.get(program) ?? null)
          programs.keep(program, cycles, checked)
          model.set(program, { cycles, check: checked })
        }
        for (const [program, right] of model) expect(programs.find(program)).toEqual(right)
      }),
    )
  })

  it('are forgotten when there are very many, and kept on', () => {
    const programs = new RightPrograms()
    for (let program = 0; program < 120_000; program++) programs.keep(program, program, 'full')
    expect(programs.find(0)).toBeNull()
    expect(programs.find(119_999)).toEqual({ cycles: 119_999, check: 'full' })
  })
})
