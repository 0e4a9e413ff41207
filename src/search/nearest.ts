import type { Schedule, Tile } from '../compiler/schedule.js'
import type { Extents } from '../compiler/tiles.js'
import type { Digits } from './mixed-radix.js'
import type { Knob } from './space.js'

type KnobValue = Knob['values'][number]

/** The size that a tile is compared by: its largest chunk. */
const sizeOf = (tile: number | readonly number[]): number =>
  typeof tile === 'number' ? tile : Math.max(...tile)

/** Apart by their ratio; different words are as far apart as can be. */
function distance(a: KnobValue, b: KnobValue): number {
  if (JSON.stringify(a) === JSON.stringify(b)) return -1
  if (typeof a === 'string' || typeof b === 'string') return Infinity
  return Math.abs(Math.log((sizeOf(a) + 1) / (sizeOf(b) + 1)))
}

/** The digit of the value nearest to a wanted one; the first of equally near ones. */
function nearestDigit({ values }: Knob, wanted: KnobValue | null | undefined): number {
  if (wanted === null || wanted === undefined) return 0
  const distances = values.map((value) => distance(value, wanted))
  return distances.indexOf(Math.min(...distances))
}

/** The digits whose knobs come nearest to a schedule's, one by one. */
export function nearestDigits(knobs: readonly Knob[], schedule: Schedule): Digits {
  const wanted = new Map<string, KnobValue | null>(
    Object.entries({ ...schedule, products: null, uop_loads: null, loads_ahead: null, store_cuts: null }),
  )
  return Int32Array.from(knobs, (knob) => nearestDigit(knob, wanted.get(knob.name)))
}

/** A schedule whose tiles are the same share of other extents. */
export function scaled(schedule: Schedule, from: Extents, to: Extents): Schedule {
  const scale = (tile: Tile, axis: keyof Extents): Tile => {
    const one = (size: number): number => Math.max(1, Math.round((size * to[axis]) / from[axis]))
    return typeof tile === 'number' ? one(tile) : tile.map(one)
  }
  return {
    ...schedule,
    tile_m: scale(schedule.tile_m, 'm'),
    tile_n: scale(schedule.tile_n, 'n'),
    tile_k: scale(schedule.tile_k, 'k'),
    products: null,
    uop_loads: [],
    loads_ahead: [],
    store_cuts: [],
  }
}
