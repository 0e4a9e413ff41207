import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extentsOf } from '../../src/compiler/tiles.js'
import { preset } from '../../src/hardware/presets.js'
import { gemmSpace } from '../../src/search/gemm-space.js'
import { scaled } from '../../src/search/nearest.js'
import { normalWorkload } from '../../src/workload/workload.js'

const pynq = preset('pynq')
const workload = normalWorkload({ kind: 'gemm', m: 24, n: 160, k: 96 })
const space = gemmSpace(workload, pynq)

describe('the point nearest to a schedule', () => {
  it('is its own for a schedule of the space', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: space.size - 1 }), (index) => {
        expect(space.nearest(space.at(index))).toBe(index)
      }),
    )
  })

  it('has the sizes nearest by ratio, and keeps what is not a size', () => {
    const other = { ...space.at(12_345), tile_m: 1000, tile_n: 4, tile_k: [1, 2, 5] }
    const { tile_m, tile_n, tile_k, order, inp_at } = space.at(space.nearest(other))
    expect([tile_m, tile_n, tile_k]).toEqual([24, 5, 6])
    expect([order, inp_at]).toEqual([other.order, other.inp_at])
  })
})

it('a scaled schedule has tiles of the same share of each axis', () => {
  const from = extentsOf({ m: 12, n: 320, k: 96 }, pynq)
  const schedule = { ...space.at(0), tile_m: 6, tile_n: 20, tile_k: [2, 4] }
  expect(scaled(schedule, from, extentsOf(workload, pynq))).toMatchObject({
    tile_m: 12,
    tile_n: 10,
    tile_k: [2, 4],
  })
})
