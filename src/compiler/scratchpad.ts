import type { Hardware } from '../hardware/hardware.js'
import type { Taken } from './flat-nest.js'
import type { BufferName } from './nest.js'
import type { ListRest } from './flat-list.js'
import { IllegalSchedule, type Axis, type KnobName } from './schedule.js'
import { largestChunk, mostChunks, type CuttingSizes, type Extents } from './tiles.js'

/** A buffer's share of its scratchpad, in elements. */
export interface Place {
  readonly first: number
  readonly capacity: number
  /** Elements between the starts of its regions; 0 packs them without gaps. */
  readonly slot: number
}

export type Placement = Readonly<Record<BufferName, Place>>

/** What of a list of products its buffers depend on. */
export interface Listed {
  readonly products: number
  /** Elements of A and of B that a product's load brings at most. */
  readonly largest: Readonly<Record<'a' | 'b', number>>
  /** Whether compute idles before a load of micro-ops. */
  readonly waits: boolean
}

/** What is to be placed: buffers, how large chunks are, and how many regions each buffer may have. */
export interface Placeable {
  readonly taken: Readonly<Record<BufferName, Taken>>
  readonly cutting: CuttingSizes
  readonly extents: Extents
  readonly hardware: Hardware
  /** The products in another order than the loops', or null. */
  readonly list: Listed | null
  readonly buffers: Pick<ListRest, 'inp_buffers' | 'wgt_buffers' | 'acc_buffers'>
}

const axesOfBuffer = {
  a: ['m', 'k'],
  b: ['n', 'k'],
  bias: ['n'],
  c: ['m', 'n'],
} as const satisfies Record<BufferName, readonly Axis[]>

const scopeOf = { a: 'inp', b: 'wgt', c: 'acc' } as const
const buffersOf = { a: 'inp_buffers', b: 'wgt_buffers', c: 'acc_buffers' } as const

/** A buffer that may be more than its scratchpad holds. */
export type Shared = Exclude<BufferName, 'bias'>

/**
 * Gives each buffer its share. C and the bias share the accumulators: the bias lies at their end, and behind it, where
 * compute idles now and then, the element that it does that on.
 * @returns the first buffer that its scratchpad does not hold, if there is one.
 */
export function placeBuffers(on: Placeable): Placement | Shared {
  const { depth } = on.hardware
  const bias = biasOf(on)
  const a = share(on, 'a')
  if (!a) return 'a'
  const b = share(on, 'b')
  if (!b) return 'b'
  const c = share(on, 'c')
  if (!c) return 'c'
  return {
    a,
    b,
    c,
    bias: { first: depth.acc - spareOf(on) - bias, capacity: bias, slot: regionOf(on, 'bias') },
  }
}

/** Elements that the bias takes of the accumulators. */
const biasOf = (on: Placeable): number => regionOf(on, 'bias') * on.taken.bias.live

const spareOf = ({ list }: Placeable): number => (list?.waits ? 1 : 0)

/** Elements of a buffer's largest region: an axis whose loop is around counts by its largest chunk. */
function regionOf({ taken, cutting, extents, list }: Placeable, name: BufferName): number {
  const { around, cuts } = taken[name]
  if (around === null) return 0
  if (list && cuts.k && (name === 'a' || name === 'b')) return list.largest[name]
  const m = cuts.m ? largestChunk(cutting, 'm') : extents.m
  const n = cuts.n ? largestChunk(cutting, 'n') : extents.n
  const k = cuts.k ? largestChunk(cutting, 'k') : extents.k
  switch (name) {
    case 'a':
      return m * k
    case 'b':
      return n * k
    case 'bias':
      return n
    case 'c':
      return m * n
  }
}

/** Regions that a buffer takes in all: more buffers than that are of no use. */
function regionsInAll({ taken, cutting, list }: Placeable, name: BufferName): number {
  const { cuts } = taken[name]
  if (list && (cuts.m || cuts.n || cuts.k)) return list.products
  const m = cuts.m ? mostChunks(cutting, 'm') : 1
  const n = cuts.n ? mostChunks(cutting, 'n') : 1
  return cuts.k ? m * n * mostChunks(cutting, 'k') : m * n
}

/** How many rounds of a buffer's regions there is to be room for. */
function roundsOf(on: Placeable, name: Shared): number {
  const buffers = on.buffers[buffersOf[name]]
  return buffers <= 1 ? 1 : Math.min(buffers, Math.ceil(regionsInAll(on, name) / on.taken[name].live))
}

/** Elements of a scratchpad that are taken before a buffer gets its share. */
const takenBefore = (on: Placeable, name: Shared): number => (name === 'c' ? biasOf(on) + spareOf(on) : 0)

function share(on: Placeable, name: Shared): Place | null {
  const buffers = on.buffers[buffersOf[name]]
  const region = regionOf(on, name)
  const { live } = on.taken[name]
  const elements = region * live * roundsOf(on, name)
  const taken = takenBefore(on, name)
  const depth = on.hardware.depth[scopeOf[name]]
  if (elements + taken > depth) return null
  if (buffers > 0) return { first: 0, capacity: elements, slot: region }
  if (live === 1) return { first: 0, capacity: depth - taken, slot: 0 }
  return { first: 0, capacity: Math.floor((depth - taken) / region) * region, slot: region }
}

/** The error of a buffer that its scratchpad does not hold: knob, depth, and the elements asked for. */
export function overfull(on: Placeable, name: Shared): IllegalSchedule {
  const region = regionOf(on, name)
  const { live } = on.taken[name]
  const rounds = roundsOf(on, name)
  const elements = region * live * rounds
  const scope = scopeOf[name]
  return new IllegalSchedule(
    guiltyKnob(on, name),
    `${scope} holds ${on.hardware.depth[scope]}`,
    `${name.toUpperCase()}_buf takes ${elements} ${scope} elements (${describe(region, live, rounds, takenBefore(on, name))})`,
  )
}

function describe(region: number, live: number, rounds: number, taken: number): string {
  const threads = live > 1 ? ` x ${live} virtual threads` : ''
  const turns = rounds > 1 ? ` x ${rounds} buffers` : ''
  const bias = taken > 0 ? `, beside ${taken} of the bias` : ''
  return `${region}${threads}${turns}${bias}`
}

/** The knob to turn: where the region is taken, if that is outside a loop of its axes, else the tile. */
function guiltyKnob({ taken, cutting }: Placeable, name: Shared): KnobName {
  const around = taken[name].around ?? []
  const coversMoreThanAChunk = axesOfBuffer[name].some(
    (axis) => !around.includes(axis) && mostChunks(cutting, axis) > 1,
  )
  return coversMoreThanAChunk
    ? ({ a: 'inp_at', b: 'wgt_at', c: 'order' } as const)[name]
    : ({ a: 'tile_m', b: 'tile_n', c: 'tile_m' } as const)[name]
}
