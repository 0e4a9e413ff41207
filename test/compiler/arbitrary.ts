import * as fc from 'fast-check'
import {
  attachPoints,
  fills,
  loopOrders,
  uopAxes,
  uopPlaces,
  type ListedProduct,
  type Schedule,
  type Tile,
} from '../../src/compiler/schedule.js'
import { cutAxes, extentsOf, sizesOf, type Extents } from '../../src/compiler/tiles.js'
import type { Hardware } from '../../src/hardware/hardware.js'
import { preset, presetNames } from '../../src/hardware/presets.js'
import { seededRandom } from '../../src/workload/random.js'
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
    products: fc.constant(null),
    uop_loads: fc.constant([]),
    loads_ahead: fc.constant([]),
    store_cuts: fc.constant([]),
  })
}

/** A list of products for a schedule's tiles: k cut anyhow, tiles taking turns or not, sometimes several at once that may
 * part at the end of k. */
function randomList(schedule: Schedule, extents: Extents, seed: number): readonly ListedProduct[] {
  const random = seededRandom(seed)
  const { m, n } = cutAxes(schedule, extents)
  const wide = random.below(3) === 0
  const takesTurns = random.below(2) === 0
  const columns: (readonly [first: number, count: number])[] = []
  for (let first = 0; first < n.count;) {
    const count = wide ? 1 + random.below(n.count - first) : 1
    columns.push([first, count])
    first += count
  }
  const open = sizesOf(m).flatMap((_, row) =>
    columns.map(([first, count]) => ({ row, first, count, left: extents.k })),
  )
  const products: ListedProduct[] = []
  while (open.length > 0) {
    const at = takesTurns ? random.below(open.length) : 0
    const blocks = 1 + random.below(open[at].left)
    const { row, first, count } = open[at]
    const parts = blocks === open[at].left && random.below(2) === 0 ? count : 1
    for (let i = 0; i < parts; i++) products.push([row, first + i, count / parts, blocks])
    open[at].left -= blocks
    if (open[at].left === 0) open.splice(at, 1)
  }
  return products
}

/** Any schedule, half of them lists of products. */
const anyKindOfSchedule = (workload: Workload, hardware: Hardware): fc.Arbitrary<Schedule> =>
  fc
    .record({
      loops: anySchedule(workload, hardware),
      seed: fc.option(fc.nat()),
      atOnce: fc.boolean(),
      uop_loads: fc.array(
        fc.tuple(fc.nat(12), fc.constantFrom(0, 0, 1, 50, 40_000), fc.constantFrom(0, 0, 2, 12, 30)),
        { maxLength: 3 },
      ),
      loads_ahead: fc.array(fc.tuple(fc.nat(12), fc.nat(4), fc.nat(4), fc.nat(2)), { maxLength: 5 }),
      keepsB: fc.boolean(),
      store_cuts: fc.array(
        fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5 })),
        { maxLength: 5 },
      ),
    })
    .map(({ loops, seed, atOnce, uop_loads, loads_ahead, keepsB, store_cuts }) => {
      if (seed === null) return loops
      const products = randomList(loops, extentsOf(workload, hardware), seed)
      // Most lists take this: tiles that take turns, or several in one product.
      const list: Schedule = Object.assign(loops, {
        products,
        uop_loads,
        loads_ahead,
        store_cuts,
      })
      if (keepsB) Object.assign(list, { wgt_at: 'k', wgt_fill: 'first_use' } as const)
      return atOnce
        ? Object.assign(list, {
            acc_at: 'root',
            alu_tiles: 1,
            ...(!keepsB && { wgt_fill: 'whole' }),
          } as const)
        : list
    })

/** A workload of at most `extent` along each axis, a hardware and a schedule for both. */
export const anyCandidate = (extent: number): fc.Arbitrary<Candidate> =>
  fc
    .record({ workload: anyWorkload(extent), name: fc.constantFrom(...presetNames) })
    .chain(({ workload, name }) => {
      const hardware = preset(name)
      return anyKindOfSchedule(workload, hardware).map((schedule) => ({ workload, hardware, schedule }))
    })
