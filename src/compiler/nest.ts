import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import type { Axis, Fill } from './schedule.js'
import type { Cutting, Extents } from './tiles.js'

/*
 * The loop nest, whole: what the passes from `declare` to `tensorize` rewrite. A node is a tile loop or a leaf.
 * A leaf works on the current chunk of each axis whose tile loop is around it and on the whole of every other
 * axis: where a leaf stands is what it covers. The loops inside a leaf's own region are listed, not nested.
 */

/** Loops of a leaf: the three axes, and the lanes inside a block (ci over output channels, ki over inputs). */
export type PointAxis = Axis | 'ci' | 'ki'

/**
 * `copy_*` brings a region; where its fill is at first use, it only sets the region aside and `fill_*`, just
 * before the product, brings each piece the first time that it is needed.
 */
export type LeafOp =
  'copy_a' | 'copy_b' | 'copy_bias' | 'fill_a' | 'fill_b' | 'init' | 'update' | 'epilogue' | 'write'

/** How a leaf runs: as plain loops on no machine at all, as a DMA copy, or as a tensor instruction. */
export type LeafForm = 'loops' | 'dma_copy' | 'gemm' | 'alu'

export interface Leaf {
  readonly kind: 'leaf'
  readonly op: LeafOp
  readonly form: LeafForm
  readonly fill: Fill
  readonly points: readonly PointAxis[]
  /** Of a fill: the loop, inside the copy's own, that comes by the same pieces again each time; null without one. */
  readonly repeatedBy: Axis | null
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
  /** How the axes are cut; null before `tile`. */
  readonly cutting: Cutting | null
  readonly buffers: Readonly<Record<BufferName, Buffer>>
  readonly body: readonly Node[]
}

export const leaf = (
  op: LeafOp,
  points: readonly PointAxis[],
  form: LeafForm = 'loops',
  fill: Fill = 'whole',
  repeatedBy: Axis | null = null,
): Leaf => ({ kind: 'leaf', op, form, fill, points, repeatedBy })

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
