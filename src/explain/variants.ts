import {
  attachPoints,
  fills,
  loopOrders,
  scheduleSchema,
  uopAxes,
  uopPlaces,
  type KnobName,
  type ListedProduct,
  type Schedule,
  type Tile,
} from '../compiler/schedule.js'
import { cut, type Extents } from '../compiler/tiles.js'

/** A schedule that differs from another in one knob. */
export interface Variant {
  readonly knob: KnobName
  readonly value: Schedule[KnobName]
  readonly schedule: Schedule
}

/** By knob, the other values that lie nearest to a schedule's own. */
type Others = { readonly [Knob in KnobName]: readonly Schedule[Knob][] }

/** Every schedule that is one step of one knob away; which are legal is another matter. */
export function variantsOf(schedule: Schedule, extents: Extents): readonly Variant[] {
  const others = othersOf(schedule, extents)
  const variants = (knob: KnobName): readonly Variant[] =>
    others[knob].map((value) => ({ knob, value, schedule: { ...schedule, [knob]: value } }))
  return knobNames.flatMap((knob) => variants(knob))
}

const knobNames = scheduleSchema.keyof().options

function othersOf(schedule: Schedule, { m, n, k }: Extents): Others {
  const tilesOfC = cut(schedule.tile_m, m).count * cut(schedule.tile_n, n).count
  return {
    tile_m: otherTiles(schedule.tile_m, m),
    tile_n: otherTiles(schedule.tile_n, n),
    tile_k: otherTiles(schedule.tile_k, k),
    first_k: otherCuts(schedule.first_k, schedule.tile_k, k),
    last_k: otherCuts(schedule.last_k, schedule.tile_k, k),
    order: but(schedule.order, loopOrders),
    inp_at: but(schedule.inp_at, attachPoints),
    wgt_at: but(schedule.wgt_at, attachPoints),
    acc_at: but(schedule.acc_at, attachPoints),
    inp_fill: but(schedule.inp_fill, fills),
    wgt_fill: but(schedule.wgt_fill, fills),
    inp_buffers: otherCounts(schedule.inp_buffers),
    wgt_buffers: otherCounts(schedule.wgt_buffers),
    acc_buffers: otherCounts(schedule.acc_buffers),
    alu_tiles: otherTiles(schedule.alu_tiles, tilesOfC),
    threads: but(schedule.threads, [1, 2, 4]),
    thread_axis: but(schedule.thread_axis, ['m', 'n']),
    uop_axis: but(schedule.uop_axis, uopAxes),
    uop_at: but(schedule.uop_at, uopPlaces),
    products: schedule.products === null ? [] : [null, ...joined(schedule.products).slice(0, mostOfList)],
    uop_loads: schedule.uop_loads.slice(0, mostOfList).map((at) => but(at, schedule.uop_loads)),
    loads_ahead: schedule.loads_ahead.slice(0, mostOfList).map((at) => but(at, schedule.loads_ahead)),
    store_cuts: schedule.store_cuts.slice(0, mostOfList).map((at) => but(at, schedule.store_cuts)),
  }
}

/** Of a list's places, the first few are tried. */
const mostOfList = 8

/** The list with one pair of successive products of the same tiles made one. */
const joined = (products: readonly ListedProduct[]): readonly (readonly ListedProduct[])[] =>
  products.flatMap(([m, n, count, blocks], i) => {
    const next = products.at(i + 1)
    if (next === undefined || next[0] !== m || next[1] !== n || next[2] !== count) return []
    return [products.toSpliced(i, 2, [m, n, count, blocks + next[3]])]
  })

const but = <T>(own: T, values: readonly T[]): readonly T[] => values.filter((value) => value !== own)

/** Regions that copies rotate through: one fewer, one more, and as many as fit (0). */
const otherCounts = (own: number): readonly number[] =>
  own === 0 ? [1, 2] : [...new Set([own - 1, own + 1, 0])]

/** Equal chunks: one more and one fewer of them. A sequence: its first or last size a step off, or equal chunks. */
function otherTiles(own: Tile, extent: number): readonly Tile[] {
  if (typeof own === 'number') return equalSteps(own, extent)
  const nudged = [0, own.length - 1].flatMap((at) =>
    [own[at] - 1, own[at] + 1].filter((size) => size > 0).map((size) => own.with(at, size)),
  )
  const different = new Map<string, Tile>(nudged.map((tile) => [String(tile), tile]))
  return [...different.values(), Math.ceil(extent / own.length)]
}

function equalSteps(size: number, extent: number): readonly number[] {
  const chunks = Math.ceil(extent / size)
  const steps = [chunks + 1, chunks - 1].filter((count) => count >= 1 && count <= extent)
  return but(
    size,
    steps.map((count) => Math.ceil(extent / count)),
  )
}

/** Another cutting of k for one tile of C: the same as everywhere, or chunks around that. */
function otherCuts(own: Tile | null, tile: Tile, extent: number): readonly (Tile | null)[] {
  return own === null ? otherTiles(tile, extent) : [null, ...otherTiles(own, extent)]
}
