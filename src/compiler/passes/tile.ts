import { tileLoop, type Nest, type Node } from '../nest.js'
import type { Schedule } from '../schedule.js'
import { cutAxes, mostChunks } from '../tiles.js'

const isUpdate = (node: Node): boolean => node.kind === 'leaf' && node.op === 'update'

/**
 * Pass 3: the product's loops split into chunks: a tile loop outside, the loops inside a chunk with the leaf. An
 * axis of one chunk needs no loop; k keeps its own, for C's tiles are kept outside it. With a list of products the
 * loops say what there is to run, and the list in which order.
 */
export function tile(nest: Nest, schedule: Schedule): Nest {
  const cutting = cutAxes(schedule, nest.extents)
  const loops = (['m', 'n', 'k'] as const).filter((axis) => axis === 'k' || mostChunks(cutting, axis) > 1)
  const wrap = (node: Node): Node => loops.toReversed().reduce((inner, axis) => tileLoop(axis, [inner]), node)
  return { ...nest, cutting, body: nest.body.map((node) => (isUpdate(node) ? wrap(node) : node)) }
}
