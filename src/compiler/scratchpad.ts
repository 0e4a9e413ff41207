import { loopsAround, type Buffer, type BufferName, type LeafOp, type Nest } from './nest.js'
import { IllegalSchedule, type Axis, type KnobName } from './schedule.js'

/** Where a buffer lies in its scratchpad, in elements: thread t's part starts at base + t * size. */
export interface Place {
  readonly base: number
  readonly size: number
  readonly parts: number
}

export type Placement = Readonly<Record<BufferName, Place>>

const filledBy = { a: 'copy_a', b: 'copy_b', bias: 'copy_bias', c: 'init' } as const satisfies Record<
  BufferName,
  LeafOp
>
const nowhere: Place = { base: 0, size: 0, parts: 0 }

/**
 * Places every buffer. C and the bias share the accumulators, C first.
 * @throws IllegalSchedule naming the knob, the scratchpad's depth and the elements asked for.
 */
export function placeBuffers(nest: Nest): Placement {
  const { depth } = nest.hardware
  const a = placeOne(nest, 'a', 0)
  const b = placeOne(nest, 'b', 0)
  const c = placeOne(nest, 'c', 0)
  const bias = placeOne(nest, 'bias', c.size * c.parts)
  check(nest, 'a', a, depth.inp)
  check(nest, 'b', b, depth.wgt)
  check(nest, 'c', c, depth.acc)
  check(nest, 'bias', bias, depth.acc)
  return { a, b, c, bias }
}

function placeOne(nest: Nest, name: BufferName, base: number): Place {
  const buffer = nest.buffers[name]
  const around = loopsAround(nest.body, filledBy[name])
  if (!around) return nowhere
  const size = buffer.axes.reduce((elements, axis) => elements * extentAt(nest, axis, around), 1)
  const threads = around.reduce((most, loop) => Math.max(most, loop.threads), 1)
  return { base, size, parts: buffer.perThread ? threads : 1 }
}

/** What a leaf inside these loops covers of an axis at most: a chunk if the axis' loop is among them, else all. */
const extentAt = (nest: Nest, axis: Axis, around: readonly { readonly axis: Axis }[]): number =>
  around.some((loop) => loop.axis === axis) ? (nest.chunks?.[axis].largest ?? 1) : nest.extents[axis]

function check(nest: Nest, name: BufferName, place: Place, limit: number): void {
  const elements = place.base + place.size * place.parts
  if (elements <= limit) return
  const buffer = nest.buffers[name]
  const asked = `${buffer.name} takes ${elements} ${buffer.scope} elements (${describe(nest, buffer, place)})`
  throw new IllegalSchedule(guiltyKnob(nest, name), `${buffer.scope} holds ${limit}`, asked)
}

function describe(nest: Nest, buffer: Buffer, place: Place): string {
  const parts = place.parts > 1 ? `, ${place.parts} virtual threads` : ''
  const after = place.base > 0 ? `, after ${place.base} of C_buf` : ''
  return `${place.size} for ${buffer.axes.join(' x ')}${parts}${after}` + (nest.chunks ? '' : ', untiled')
}

/** The knob to turn: the attach point if the copy stands outside some loop of its axes, else the tile. */
function guiltyKnob(nest: Nest, name: BufferName): KnobName {
  const around = loopsAround(nest.body, filledBy[name]) ?? []
  const outside = nest.buffers[name].axes.filter((axis) => !around.some((loop) => loop.axis === axis))
  const widensBeyondTile = outside.some((axis) => (nest.chunks?.[axis].size.length ?? 1) > 1)
  if (!widensBeyondTile) return ({ a: 'tile_m', b: 'tile_n', bias: 'tile_n', c: 'tile_m' } as const)[name]
  return ({ a: 'inp_at', b: 'wgt_at', bias: 'order', c: 'order' } as const)[name]
}
