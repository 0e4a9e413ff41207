import { loopsAround, type Buffer, type LeafOp, type Nest, type Node } from '../nest.js'
import type { Schedule } from '../schedule.js'

/**
 * Pass 6: virtual threads. The chunks of one tile loop are taken `threads` at a time and each statement runs for
 * one thread after the other, so that one thread's copies overlap another's products. A buffer whose contents
 * depend on the thread has a part for each; a copy that does not is made once and shared.
 */
export function thread(nest: Nest, schedule: Schedule): Nest {
  const { threads, thread_axis: axis } = schedule
  if (threads === 1) return nest
  const mark = (node: Node): Node =>
    node.kind === 'leaf'
      ? node
      : { ...node, threads: node.axis === axis ? threads : 1, body: node.body.map(mark) }
  const insideThreads = (op: LeafOp): boolean =>
    loopsAround(nest.body, op)?.some((loop) => loop.axis === axis) ?? false
  const own = (buffer: Buffer, op: LeafOp): Buffer => ({
    ...buffer,
    perThread: buffer.axes.includes(axis) && insideThreads(op),
  })
  const { a, b, bias, c } = nest.buffers
  return {
    ...nest,
    buffers: { a: own(a, 'copy_a'), b: own(b, 'copy_b'), bias: own(bias, 'copy_bias'), c: own(c, 'init') },
    body: nest.body.map(mark),
  }
}
