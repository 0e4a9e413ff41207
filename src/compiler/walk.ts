import type { Cursor } from './cursor.js'
import type { BufferName, Leaf, Nest, Node, TileLoop } from './nest.js'
import type { Cutting } from './tiles.js'

/** What happens at each statement of a nest, for virtual thread t, where the cursor stands. */
export interface Statements {
  readonly cursor: Cursor
  /** Takes a region of a buffer and, unless the leaf is filled at first use, brings it. */
  copy(name: Exclude<BufferName, 'c'>, leaf: Leaf, t: number): void
  /** Brings the current chunks of an operand into its region. */
  fill(name: 'a' | 'b', t: number): void
  /** Takes a region for one or more tiles of C and starts it. */
  init(t: number): void
  update(t: number): void
  epilogue(t: number): void
  /** From here on, micro-ops come with a transfer of their own. */
  loadMicroOps(): void
  write(t: number): void
}

/** Walks a tiled nest once, in the order in which the machine will, statement by statement. */
export function walk(to: Statements, nest: Nest): void {
  const { cutting } = nest
  if (!cutting) throw new Error('the nest is not tiled')
  to.cursor.reset(nest.extents)
  walkNodes(to, nest.body, cutting)
}

function walkNodes(to: Statements, nodes: readonly Node[], cutting: Cutting): void {
  for (const node of nodes) {
    if (node.kind === 'loop') walkLoop(to, node, cutting)
    else walkLeaf(to, node)
  }
}

function walkLoop(to: Statements, { axis, threads, body }: TileLoop, cutting: Cutting): void {
  const chunks = to.cursor.chunksOf(axis, cutting)
  for (let i = 0; i < chunks.size.length; i += threads) {
    to.cursor.enter(axis, chunks, i, threads)
    walkNodes(to, body, cutting)
  }
  to.cursor.leave(axis, threads)
}

/** A statement runs once for each virtual thread in step, unless none of its axes is theirs; a fill at first use. */
function walkLeaf(to: Statements, leaf: Leaf): void {
  if (leaf.repeatedBy && !to.cursor.isFirst(leaf.repeatedBy)) return
  const { threadAxis, active } = to.cursor
  const threads = threadAxis !== null && leaf.points.includes(threadAxis) ? active : 1
  for (let t = 0; t < threads; t++) statement(to, leaf, t)
}

/** Runs a leaf's statement for virtual thread t. */
export function statement(to: Statements, leaf: Leaf, t: number): void {
  switch (leaf.op) {
    case 'copy_a':
      return to.copy('a', leaf, t)
    case 'copy_b':
      return to.copy('b', leaf, t)
    case 'copy_bias':
      return to.copy('bias', leaf, t)
    case 'fill_a':
      return to.fill('a', t)
    case 'fill_b':
      return to.fill('b', t)
    case 'init':
      return to.init(t)
    case 'update':
      return to.update(t)
    case 'epilogue':
      return to.epilogue(t)
    case 'write':
      return to.write(t)
  }
}
