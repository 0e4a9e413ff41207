import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import type { Axis } from './schedule.js'
import type { Chunks, Extents } from './tiles.js'

/*
 * The loop nest, whole: what the passes from `declare` to `tensorize` rewrite. A node is a tile loop or a leaf.
 * A leaf works on the current chunk of each axis whose tile loop is around it and on the whole of every other
 * axis: where a leaf stands is what it covers. The loops inside a leaf's own region are listed, not nested.
 */

/** Loops of a leaf: the three axes, and the lanes inside a block (ci over output channels, ki over inputs). */
export type PointAxis = Axis | 'ci' | 'ki'

export type LeafOp = 'copy_a' | 'copy_b' | 'copy_bias' | 'init' | 'update' | 'epilogue' | 'write'

/** How a leaf runs: as plain loops on no machine at all, as a DMA copy, or as a tensor instruction. */
export type LeafForm = 'loops' | 'dma_copy' | 'gemm' | 'alu'

export interface Leaf {
  readonly kind: 'leaf'
  readonly op: LeafOp
  readonly form: LeafForm
  readonly points: readonly PointAxis[]
}

/** A loop over the chunks of an axis; with threads > 1, that many chunks at a time, statement by statement. */
export interface TileLoop {
  readonly kind: 'loop'
  readonly axis: Axis
  readonly threads: number
  readonly body: readonly Node[]
}

export type Node = Leaf | TileLoop

export type Scope = 'host' | 'inp' | 'wgt' | 'acc'

/** An on-chip copy of a tensor: its scratchpad, and whether each virtual thread has its own. */
export interface Buffer {
  readonly name: string
  readonly axes: readonly Axis[]
  readonly scope: Scope
  readonly perThread: boolean
}

export type BufferName = 'a' | 'b' | 'bias' | 'c'

export interface Nest {
  readonly workload: Workload
  readonly hardware: Hardware
  readonly extents: Extents
  /** How each axis is cut; null before `tile`. */
  readonly chunks: Readonly<Record<Axis, Chunks>> | null
  readonly buffers: Readonly<Record<BufferName, Buffer>>
  readonly body: readonly Node[]
}

export const leaf = (op: LeafOp, points: readonly PointAxis[], form: LeafForm = 'loops'): Leaf => ({
  kind: 'leaf',
  op,
  form,
  points,
})

export const tileLoop = (axis: Axis, body: readonly Node[], threads = 1): TileLoop => ({
  kind: 'loop',
  axis,
  threads,
  body,
})

/** A nest with each leaf replaced by what `rewrite` makes of it. */
export function mapLeaves(nodes: readonly Node[], rewrite: (leaf: Leaf) => Leaf): readonly Node[] {
  return nodes.map((node) =>
    node.kind === 'leaf' ? rewrite(node) : { ...node, body: mapLeaves(node.body, rewrite) },
  )
}

/** Axes of the tile loops around a leaf, outermost first; null when the nest has no such leaf. */
export function loopsAround(nodes: readonly Node[], op: LeafOp): readonly TileLoop[] | null {
  for (const node of nodes) {
    if (node.kind === 'leaf') {
      if (node.op === op) return []
    } else {
      const inner = loopsAround(node.body, op)
      if (inner) return [node, ...inner]
    }
  }
  return null
}
