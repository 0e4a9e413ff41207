import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, sizesOf } from '../../src/compiler/tiles.js'
import { preset } from '../../src/hardware/presets.js'
import { chunkSummary } from '../../src/search/chunk-summary.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { normalWorkload } from '../../src/workload/workload.js'

const size = fc.integer({ min: 1, max: 50 })
const anyTile = fc.oneof(size, fc.array(size, { minLength: 1, maxLength: 8 }))

it('a summary of chunks is that of the chunks that the compiler cuts', () => {
  fc.assert(
    fc.property(anyTile, fc.integer({ min: 1, max: 300 }), (tile, extent) => {
      const chunks = cut(tile, extent)
      const [first] = sizesOf(chunks)
      expect(chunkSummary(tile, extent)).toEqual({ count: chunks.count, largest: chunks.largest, first })
    }),
  )
})

describe('the features of a schedule', () => {
  const workload = normalWorkload({ kind: 'gemm', m: 16, n: 256, k: 256 })
  const space = gemmSpace(workload, preset('pynq'))
  const { names } = space.features

  it('are finite numbers, as many as there are names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: space.size - 1 }), (index) => {
        const row = new Float64Array(names.length + 2).fill(NaN)
        space.features.write(index, row, 1)
        expect(row.map((value) => Number(Number.isFinite(value)))).toEqual(
          new Float64Array(names.length + 2).fill(1, 1, -1),
        )
      }),
    )
  })

  it('say how much is read: an operand that stays is read once, one that is copied inside is read again', () => {
    const digits = new Int32Array(space.radices.length)
    const place = space.knobs.findIndex(({ name }) => name === 'inp_at')
    const readAt = (attach: string): number => {
      digits[place] = space.knobs[place].values.indexOf(attach)
      const row = new Float64Array(names.length)
      space.features.write(space.indexOf(digits), row, 0)
      return 2 ** row[names.indexOf('log_inp_bytes')]
    }
    expect(readAt('root')).toBeCloseTo(16 * 256, 6)
    expect(readAt('k')).toBeCloseTo(16 * 256 * 16, 6)
  })
})
