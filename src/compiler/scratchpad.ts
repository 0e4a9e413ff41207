import { loopsAround, type Buffer, type BufferName, type LeafOp, type Nest, type TileLoop } from './nest.js'
import { IllegalSchedule, type KnobName, type ListedProduct, type Schedule } from './schedule.js'
import { largestChunk, mostChunks } from './tiles.js'

/** A buffer's share of its scratchpad, in elements. */
export interface Place {
  readonly first: number
  readonly capacity: number
  /** Elements between the starts of its regions; 0 packs them without gaps. */
  readonly slot: number
}

export type Placement = Readonly<Record<BufferName, Place>>

const takenBy = { a: 'copy_a', b: 'copy_b', bias: 'copy_bias', c: 'init' } as const satisfies Record<
  BufferName,
  LeafOp
>

/** What a buffer asks for: elements of its largest region, and how many regions stand at the same time. */
interface Demand {
  readonly region: number
  readonly live: number
}

/**
 * Gives each buffer its share. C and the bias share the accumulators: the bias lies at their end.
 * @throws IllegalSchedule naming the knob, the scratchpad's depth and the elements asked for.
 */
export function placeBuffers(nest: Nest, schedule: Schedule): Placement {
  const { depth } = nest.hardware
  const bias = demand(nest, 'bias')
  const biasElements = bias.region * bias.live
  return {
    a: share(nest, 'a', schedule.inp_buffers, depth.inp, 0),
    b: share(nest, 'b', schedule.wgt_buffers, depth.wgt, 0),
    c: share(nest, 'c', schedule.acc_buffers, depth.acc, biasElements),
    bias: { first: depth.acc - biasElements, capacity: biasElements, slot: bias.region },
  }
}

function demand(nest: Nest, name: BufferName): Demand {
  const buffer = nest.buffers[name]
  const around = loopsAround(nest.body, takenBy[name])
  if (!around) return { region: 0, live: 0 }
  const extent = (axis: 'm' | 'n' | 'k'): number =>
    nest.cutting && around.some((loop) => loop.axis === axis)
      ? largestChunk(nest.cutting, axis)
      : nest.extents[axis]
  return {
    region:
      largestPiece(nest, name, around) ?? buffer.axes.reduce((elements, axis) => elements * extent(axis), 1),
    live: buffer.perThread ? threadsOf(around) : 1,
  }
}

/** Elements that a product of a list asks for at most, where an operand is brought for each; null elsewhere. */
function largestPiece({ list, cutting }: Nest, name: BufferName, around: readonly TileLoop[]): number | null {
  if (!list || !cutting || around.length === 0) return null
  if (name !== 'a' && name !== 'b') return null
  const { size, start } = name === 'a' ? cutting.m : cutting.n
  const elements = ([m, n, count, blocks]: ListedProduct): number =>
    blocks * (name === 'a' ? size[m] : start[n + count - 1] + size[n + count - 1] - start[n])
  return list.products.reduce((most, product) => Math.max(most, elements(product)), 0)
}

const threadsOf = (loops: readonly TileLoop[]): number => Math.max(1, ...loops.map((loop) => loop.threads))

/** Regions that a buffer takes in all: more buffers than that are of no use. */
function regionsInAll(nest: Nest, name: BufferName): number {
  const around = loopsAround(nest.body, takenBy[name]) ?? []
  if (nest.list && around.length > 0) return nest.list.products.length
  return around.reduce((count, { axis }) => count * (nest.cutting ? mostChunks(nest.cutting, axis) : 1), 1)
}

function share(nest: Nest, name: 'a' | 'b' | 'c', buffers: number, depth: number, taken: number): Place {
  const { region, live } = demand(nest, name)
  const rounds = Math.min(Math.max(1, buffers), Math.ceil(regionsInAll(nest, name) / live))
  const elements = region * live * rounds
  if (elements + taken > depth) refuse(nest, name, elements, describe(region, live, rounds, taken), depth)
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

function refuse(nest: Nest, name: 'a' | 'b' | 'c', elements: number, parts: string, depth: number): never {
  const buffer = nest.buffers[name]
  throw new IllegalSchedule(
    guiltyKnob(nest, name),
    `${buffer.scope} holds ${depth}`,
    `${buffer.name} takes ${elements} ${buffer.scope} elements (${parts})`,
  )
}

/** The knob to turn: where the region is taken, if that is outside a loop of its axes, else the tile. */
function guiltyKnob(nest: Nest, name: 'a' | 'b' | 'c'): KnobName {
  const around = loopsAround(nest.body, takenBy[name]) ?? []
  return coversMoreThanAChunk(nest, nest.buffers[name], around)
    ? ({ a: 'inp_at', b: 'wgt_at', c: 'order' } as const)[name]
    : ({ a: 'tile_m', b: 'tile_n', c: 'tile_m' } as const)[name]
}

const coversMoreThanAChunk = (nest: Nest, buffer: Buffer, around: readonly TileLoop[]): boolean =>
  buffer.axes.some(
    (axis) =>
      !around.some((loop) => loop.axis === axis) &&
      nest.cutting !== null &&
      mostChunks(nest.cutting, axis) > 1,
  )
