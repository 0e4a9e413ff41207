import { leaf, loopsAround, tileLoop, type Leaf, type Nest, type Node } from '../nest.js'
import { axesOf, type Axis, type Schedule } from '../schedule.js'

/**
 * Pass 4: the tile loops in the order asked for. What finishes a tile of C and writes it back stands just outside
 * the k loop, and so does what starts it, unless the schedule starts several tiles at once in a loop further out. So C's tile is the current chunk of the axes outside k and the whole of those inside it:
 * partial sums never leave the accumulators (STORE moves int8 alone).
 */
export function reorder(nest: Nest, schedule: Schedule): Nest {
  const copies: Node[] = []
  const before: Leaf[] = []
  const after: Leaf[] = []
  for (const node of nest.body) {
    if (node.kind !== 'leaf') continue
    if (node.op === 'init') before.push(node)
    else if (node.op === 'epilogue' || node.op === 'write') after.push(node)
    else copies.push(node)
  }
  const loops = loopsAround(nest.body, 'update')?.map((loop) => loop.axis) ?? []
  const build = (axes: readonly Axis[]): readonly Node[] => {
    const [axis, ...inner] = axes
    if (!axis) return [leaf('update', ['m', 'n', 'k', 'ci', 'ki'])]
    const loop = tileLoop(axis, build(inner))
    if (axis === 'k') return schedule.acc_at === 'k' ? [...before, loop, ...after] : [loop, ...after]
    return axis === schedule.acc_at ? [tileLoop(axis, [...before, ...loop.body])] : [loop]
  }
  const atRoot = schedule.acc_at === 'root' ? before : []
  const order = axesOf[schedule.order].filter((axis) => loops.includes(axis))
  return { ...nest, body: [...copies, ...atRoot, ...build(order)] }
}
