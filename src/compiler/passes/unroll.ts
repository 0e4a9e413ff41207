import { Emission } from '../emission.js'
import type { Layout } from '../layout.js'
import type { Leaf, Nest, Node, TileLoop } from '../nest.js'
import { epilogue, init, update } from '../products.js'
import type { Schedule } from '../schedule.js'
import { copy, fill, write } from '../transfers.js'

/**
 * Pass 8: walks the nest once, in the order the machine will, and writes one step an instruction: scratchpad and
 * DRAM indices, micro-ops, loop factors. Tokens come next. What it gives is valid until it runs again.
 * @throws IllegalSchedule when the nest does not fit the scratchpads.
 */
export function unroll(e: Emission, nest: Nest, layout: Layout, schedule: Schedule): void {
  e.begin(nest, layout, schedule)
  walk(e, nest.body)
  e.end()
}

function walk(e: Emission, nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (node.kind === 'loop') loop(e, node)
    else leaf(e, node)
  }
}

function loop(e: Emission, { axis, threads, body }: TileLoop): void {
  const { cutting } = e.nest
  if (!cutting) throw new Error(`the ${axis} loop is not tiled`)
  const chunks = e.cursor.chunksOf(axis, cutting)
  for (let i = 0; i < chunks.size.length; i += threads) {
    e.cursor.enter(axis, chunks, i, threads)
    walk(e, body)
  }
  e.cursor.leave(axis, threads)
}

/** A statement runs once for each virtual thread in step, unless none of its axes is theirs. */
function leaf(e: Emission, node: Leaf): void {
  const { threadAxis, active } = e.cursor
  const threads = threadAxis !== null && node.points.includes(threadAxis) ? active : 1
  for (let t = 0; t < threads; t++) statement(e, node, t)
}

function statement(e: Emission, node: Leaf, t: number): void {
  switch (node.op) {
    case 'copy_a':
      return copy(e, 'a', node, t)
    case 'copy_b':
      return copy(e, 'b', node, t)
    case 'copy_bias':
      return copy(e, 'bias', node, t)
    case 'fill_a':
      return fill(e, 'a', t)
    case 'fill_b':
      return fill(e, 'b', t)
    case 'init':
      return init(e, t)
    case 'update':
      return update(e, t)
    case 'epilogue':
      return epilogue(e, t)
    case 'write':
      return write(e, t)
  }
}
