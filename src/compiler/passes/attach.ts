import { biasStays } from '../bias-place.js'
import { leaf, loopsAround, type Leaf, type LeafOp, type Nest, type Node } from '../nest.js'
import { axesOf, type AttachPoint, type Axis, type Fill, type Schedule } from '../schedule.js'

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

/** Where the bias is copied to: outside all loops if it stays there, else where C's tiles start. */
function biasPoint({ body, cutting, extents, hardware }: Nest, schedule: Schedule): AttachPoint {
  const around = loopsAround(body, 'init')?.map((loop) => loop.axis) ?? []
  const stays = !cutting || biasStays(around, cutting, extents, hardware, schedule, schedule.acc_buffers)
  return stays ? 'root' : (around.at(-1) ?? 'root')
}
