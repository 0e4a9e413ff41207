import type { Hardware } from '../hardware/hardware.js'
import type { LoopKnobs } from './normal.js'
import type { Axis, Schedule } from './schedule.js'
import { largestChunk, mostChunks, type CuttingSizes, type Extents } from './tiles.js'

/**
 * Whether the bias stays in the accumulators for the whole program, for it fits beside C's tiles; otherwise each tile
 * of C brings its own part. @param around axes of the loops around the start of C's tiles.
 */
export function biasStays(
  around: readonly Axis[],
  cutting: CuttingSizes,
  extents: Extents,
  hardware: Hardware,
  loops: Pick<LoopKnobs, 'threads' | 'thread_axis'>,
  buffers: Schedule['acc_buffers'],
): boolean {
  if (around.length === 0) return true
  const extent = (axis: Axis): number => (around.includes(axis) ? largestChunk(cutting, axis) : extents[axis])
  const tiles = around.reduce((count, axis) => count * mostChunks(cutting, axis), 1)
  const threads = around.includes(loops.thread_axis) ? loops.threads : 1
  const standing = Math.min(tiles, threads * Math.max(1, buffers))
  return extent('m') * extent('n') * standing + extents.n <= hardware.depth.acc
}
