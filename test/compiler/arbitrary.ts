import * as fc from 'fast-check'
import {
  attachPoints,
  fills,
  loopOrders,
  uopAxes,
  uopPlaces,
  type Schedule,
  type Tile,
} from '../../src/compiler/schedule.js'
import { extentsOf } from '../../src/compiler/tiles.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import type { Workload } from '../../src/workload/workload.js'
import { anyWorkload } from '../workload/arbitrary.js'

export interface Candidate {
  readonly hardware: Hardware
  readonly workload: Workload
  readonly schedule: Schedule
}

const anyTile = (extent: number): fc.Arbitrary<Tile> => {
  const size = fc.integer({ min: 1, max: extent })
  return fc.oneof(size, fc.array(size, { minLength: 1, maxLength: 6 }))
}

const anyBuffers = fc.constantFrom(0, 1, 1, 2, 3)

/** Any schedule of the right form: whether the scratchpads hold it is another matter. */
export const anySchedule = (workload: Workload, hardware: Hardware): fc.Arbitrary<Schedule> => {
  const { m, n, k } = extentsOf(workload, hardware)
  return fc.record({
    tile_m: anyTile(m),
    tile_n: anyTile(n),
    tile_k: anyTile(k),
    first_k: fc.option(anyTile(k)),
    last_k: fc.option(anyTile(k)),
    order: fc.constantFrom(...loopOrders),
    inp_at: fc.constantFrom(...attachPoints),
    wgt_at: fc.constantFrom(...attachPoints),
    acc_at: fc.constantFrom(...attachPoints),
    alu_tiles: fc.constantFrom<Tile>(1, 1, 1, 2, [3, 1], [1, 2]),
    inp_fill: fc.constantFrom(...fills),
    wgt_fill: fc.constantFrom(...fills),
    inp_buffers: anyBuffers,
    wgt_buffers: anyBuffers,
    acc_buffers: anyBuffers,
    threads: fc.constantFrom(1, 1, 2, 4),
    thread_axis: fc.constantFrom('m', 'n'),
    uop_axis: fc.constantFrom(...uopAxes),
    uop_at: fc.constantFrom(...uopPlaces),
  })
}

/** A workload of at most `extent` along each axis, a hardware and a schedule for both. */
export const anyCandidate = (extent: number): fc.Arbitrary<Candidate> =>
  fc
    .record({ workload: anyWorkload(extent), name: fc.constantFrom(...presetNames) })
    .chain(({ workload, name }) => {
      const hardware = preset(name)
      return anySchedule(workload, hardware).map((schedule) => ({ workload, hardware, schedule }))
    })
