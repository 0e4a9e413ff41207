import { leaf, type Leaf, type LeafOp, type Nest, type Node, type TileLoop } from '../nest.js'
import { axesOf, type AttachPoint, type Schedule } from '../schedule.js'

const dma = (node: Leaf): Leaf => leaf(node.op, node.points, 'dma_copy')

/** Pass 5: the copies move to the loop they are attached at (compute_at) and, with the write-back, become DMA. */
export function attach(nest: Nest, schedule: Schedule): Nest {
  const copies = nest.body.filter((node): node is Leaf => node.kind === 'leaf' && node.op.startsWith('copy'))
  const at: Readonly<Partial<Record<LeafOp, AttachPoint>>> = {
    copy_a: schedule.inp_at,
    copy_b: schedule.wgt_at,
    copy_bias: biasPoint(nest, schedule),
  }
  const here = (point: AttachPoint): readonly Leaf[] =>
    copies.filter((node) => at[node.op] === point).map(dma)
  const into = (node: Node): Node => {
    if (node.kind === 'leaf') return node.op === 'write' ? dma(node) : node
    return { ...node, body: [...here(node.axis), ...node.body.map(into)] } satisfies TileLoop
  }
  const rest = nest.body.filter((node) => !(node.kind === 'leaf' && node.op.startsWith('copy')))
  return { ...nest, body: [...here('root'), ...rest.map(into)] }
}

/**
 * The bias row stays in the accumulators for the whole program where it fits beside C's tiles; otherwise each tile
 * of C brings its own part.
 */
function biasPoint(nest: Nest, schedule: Schedule): AttachPoint {
  const order = axesOf[schedule.order]
  const outsideK = order.slice(0, order.indexOf('k'))
  const extent = (axis: 'm' | 'n'): number =>
    (outsideK.includes(axis) ? nest.chunks?.[axis].largest : undefined) ?? nest.extents[axis]
  const tiles = extent('m') * extent('n') * (outsideK.includes(schedule.thread_axis) ? schedule.threads : 1)
  if (tiles + nest.extents.n <= nest.hardware.depth.acc) return 'root'
  return outsideK.at(-1) ?? 'root'
}
