import { leaf, loopsAround, type Leaf, type LeafOp, type Nest, type Node } from '../nest.js'
import { axesOf, type AttachPoint, type Axis, type Fill, type Schedule } from '../schedule.js'
import { largestChunk, mostChunks } from '../tiles.js'

/**
 * Pass 5: the copies move to the loop they are attached at (compute_at) and, with the write-back, become DMA. A copy
 * that is filled at first use sets its region aside there and brings each piece just before the product.
 */
export function attach(nest: Nest, schedule: Schedule): Nest {
  const places: Readonly<Partial<Record<LeafOp, Place>>> = {
    copy_a: { at: schedule.inp_at, fill: schedule.inp_fill },
    copy_b: { at: schedule.wgt_at, fill: schedule.wgt_fill },
    copy_bias: { at: biasPoint(nest, schedule), fill: 'whole' },
  }
  const copies = nest.body.flatMap((node) => {
    const place = node.kind === 'leaf' ? places[node.op] : undefined
    return node.kind === 'leaf' && place ? [{ node, place }] : []
  })
  const here = (point: AttachPoint): readonly Leaf[] =>
    copies.filter(({ place }) => place.at === point).map(({ node, place }) => dma(node, place.fill))
  const pieces = copies
    .filter(({ place }) => place.fill === 'first_use')
    .map(({ node, place }) => piece(node, place.at, axesOf[schedule.order]))
  const into = (node: Node): readonly Node[] => {
    if (node.kind === 'loop') return [{ ...node, body: [...here(node.axis), ...node.body.flatMap(into)] }]
    if (node.op === 'update') return [...pieces, node]
    return [node.op === 'write' ? dma(node) : node]
  }
  const rest = nest.body.filter((node) => !(node.kind === 'leaf' && places[node.op]))
  return { ...nest, body: [...here('root'), ...rest.flatMap(into)] }
}

interface Place {
  readonly at: AttachPoint
  readonly fill: Fill
}

const dma = (node: Leaf, fill: Fill = 'whole'): Leaf => leaf(node.op, node.points, 'dma_copy', fill)

/** A loop over an axis that the tensor lacks, inside the loop of its copy, comes by the same pieces again. */
function piece(node: Leaf, at: AttachPoint, order: readonly Axis[]): Leaf {
  const lacks = node.op === 'copy_a' ? 'n' : 'm'
  const inside = at === 'root' ? order : order.slice(order.indexOf(at) + 1)
  const op = node.op === 'copy_a' ? 'fill_a' : 'fill_b'
  return leaf(op, node.points, 'dma_copy', 'whole', inside.includes(lacks) ? lacks : null)
}

/**
 * The bias stays in the accumulators for the whole program where it fits beside C's tiles; otherwise each tile of C
 * brings its own part.
 */
function biasPoint(nest: Nest, schedule: Schedule): AttachPoint {
  const outside = loopsAround(nest.body, 'init')?.map((loop) => loop.axis) ?? []
  const { cutting, extents, hardware } = nest
  if (!cutting || outside.length === 0) return 'root'
  const extent = (axis: Axis): number =>
    outside.includes(axis) ? largestChunk(cutting, axis) : extents[axis]
  const tiles = outside.reduce((count, axis) => count * mostChunks(cutting, axis), 1)
  const threads = outside.includes(schedule.thread_axis) ? schedule.threads : 1
  const standing = Math.min(tiles, threads * Math.max(1, schedule.acc_buffers))
  const fits = extent('m') * extent('n') * standing + extents.n <= hardware.depth.acc
  return fits ? 'root' : (outside.at(-1) ?? 'root')
}
