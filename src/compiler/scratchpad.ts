import type { Hardware } from '../hardware/hardware.js'
import type { FlatNest } from './flat-nest.js'
import type { BufferName } from './nest.js'
import type { ProductList } from './product-list.js'
import { IllegalSchedule, type Axis, type KnobName, type Schedule } from './schedule.js'
import { largestChunk, mostChunks, type Cutting, type Extents } from './tiles.js'

/** A buffer's share of its scratchpad, in elements. */
export interface Place {
  readonly first: number
  readonly capacity: number
  /** Elements between the starts of its regions; 0 packs them without gaps. */
  readonly slot: number
}

export type Placement = Readonly<Record<BufferName, Place>>

/** What is to be placed: the buffers of a nest, and how large its chunks are. */
export interface Placeable {
  readonly nest: FlatNest
  readonly cutting: Cutting
  readonly extents: Extents
  readonly hardware: Hardware
  /** The products in another order than the loops', or null. */
  readonly list: ProductList | null
}

const axesOfBuffer = {
  a: ['m', 'k'],
  b: ['n', 'k'],
  bias: ['n'],
  c: ['m', 'n'],
} as const satisfies Record<BufferName, readonly Axis[]>

const scopeOf = { a: 'inp', b: 'wgt', c: 'acc' } as const

/**
 * Gives each buffer its share. C and the bias share the accumulators: the bias lies at their end, and behind it, where
 * compute idles now and then, the element that it does that on.
 * @throws IllegalSchedule naming the knob, the scratchpad's depth and the elements asked for.
 */
export function placeBuffers(on: Placeable, schedule: Schedule): Placement {
  const { depth } = on.hardware
  const region = regionOf(on, 'bias')
  const biasElements = region * on.nest.taken.bias.live
  const spare = on.list?.waits ? 1 : 0
  return {
    a: share(on, 'a', schedule.inp_buffers, depth.inp, 0),
    b: share(on, 'b', schedule.wgt_buffers, depth.wgt, 0),
    c: share(on, 'c', schedule.acc_buffers, depth.acc, biasElements + spare),
    bias: { first: depth.acc - spare - biasElements, capacity: biasElements, slot: region },
  }
}

/** Elements of a buffer's largest region: an axis whose loop is around counts by its largest chunk. */
function regionOf({ nest, cutting, extents, list }: Placeable, name: BufferName): number {
  const { around, cuts } = nest.taken[name]
  if (around === null) return 0
  if (list && cuts.k && (name === 'a' || name === 'b')) return list.largestPiece(name)
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
function regionsInAll({ nest, cutting, list }: Placeable, name: BufferName): number {
  const { cuts } = nest.taken[name]
  if (list && (cuts.m || cuts.n || cuts.k)) return list.products.length
  const m = cuts.m ? mostChunks(cutting, 'm') : 1
  const n = cuts.n ? mostChunks(cutting, 'n') : 1
  return cuts.k ? m * n * mostChunks(cutting, 'k') : m * n
}

function share(on: Placeable, name: 'a' | 'b' | 'c', buffers: number, depth: number, taken: number): Place {
  const region = regionOf(on, name)
  const { live } = on.nest.taken[name]
  const rounds = Math.min(Math.max(1, buffers), Math.ceil(regionsInAll(on, name) / live))
  const elements = region * live * rounds
  if (elements + taken > depth) refuse(on, name, elements, describe(region, live, rounds, taken), depth)
  if (buffers > 0) return { first: 0, capacity: elements, slot: region }
  if (live === 1) return { first: 0, capacity: depth - taken, slot: 0 }
  return { first: 0, capacity: Math.floor((depth - taken) / region) * region, slot: region }
}

function describe(region: number, live: number, rounds: number, taken: number): string {
  const threads = live > 1 ? ` x ${live} virtual threads` : ''
  const turns = rounds > 1 ? ` x ${rounds} buffers` : ''
  const bias = taken > 0 ? `, beside ${taken} of the bias` : ''
  return `${region}${threads}${turns}${bias}`
}

function refuse(on: Placeable, name: 'a' | 'b' | 'c', elements: number, parts: string, depth: number): never {
  throw new IllegalSchedule(
    guiltyKnob(on, name),
    `${scopeOf[name]} holds ${depth}`,
    `${name.toUpperCase()}_buf takes ${elements} ${scopeOf[name]} elements (${parts})`,
  )
}

/** The knob to turn: where the region is taken, if that is outside a loop of its axes, else the tile. */
function guiltyKnob({ nest, cutting }: Placeable, name: 'a' | 'b' | 'c'): KnobName {
  const around = nest.taken[name].around ?? []
  const coversMoreThanAChunk = axesOfBuffer[name].some(
    (axis) => !around.includes(axis) && mostChunks(cutting, axis) > 1,
  )
  return coversMoreThanAChunk
    ? ({ a: 'inp_at', b: 'wgt_at', c: 'order' } as const)[name]
    : ({ a: 'tile_m', b: 'tile_n', c: 'tile_m' } as const)[name]
}
