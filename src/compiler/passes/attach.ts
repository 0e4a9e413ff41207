import { leaf, type Leaf, type LeafOp, type Nest, type Node } from '../nest.js'
import { axesOf, type AttachPoint, type Fill, type Schedule } from '../schedule.js'
import { largestChunk } from '../tiles.js'

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
  const pieces = copies.filter(({ place }) => place.fill === 'first_use').map(({ node }) => piece(node))
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
const piece = (node: Leaf): Leaf => leaf(node.op === 'copy_a' ? 'fill_a' : 'fill_b', node.points, 'dma_copy')

/**
 * The bias row stays in the accumulators for the whole program where it fits beside C's tiles; otherwise each tile
 * of C brings its own part.
 */
function biasPoint(nest: Nest, schedule: Schedule): AttachPoint {
  const order = axesOf[schedule.order]
  const outsideK = order.slice(0, order.indexOf('k'))
  const extent = (axis: 'm' | 'n'): number =>
    nest.cutting && outsideK.includes(axis) ? largestChunk(nest.cutting, axis) : nest.extents[axis]
  const parts = outsideK.includes(schedule.thread_axis) ? schedule.threads : 1
  const tiles = extent('m') * extent('n') * parts * Math.max(1, schedule.acc_buffers)
  if (tiles + nest.extents.n <= nest.hardware.depth.acc) return 'root'
  return outsideK.at(-1) ?? 'root'
}
