import type { Axis, Schedule, Tile } from './schedule.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'

/** Extents of a product's loops as the machine sees them: m in rows, n and k in blocks. */
export type Extents = Readonly<Record<Axis, number>>

/** Extents of a workload's loops on a hardware; n and k are padded to whole blocks. */
export const extentsOf = (workload: Pick<Workload, 'm' | 'n' | 'k'>, hardware: Hardware): Extents => ({
  m: workload.m,
  n: Math.ceil(workload.n / hardware.block),
  k: Math.ceil(workload.k / hardware.block),
})

/** An axis cut into chunks, in order: sizes sum to the extent; `start[i]` is where chunk i begins. */
export interface Chunks {
  readonly size: readonly number[]
  readonly start: readonly number[]
  readonly largest: number
}

/**
 * Cuts an extent into chunks. A single size, or the last size of a sequence, repeats until the extent is covered;
 * the last chunk takes what is left.
 */
export function cut(tile: Tile, extent: number): Chunks {
  const sizes = typeof tile === 'number' ? [tile] : tile
  const size: number[] = []
  const start: number[] = []
  let largest = 0
  for (let at = 0; at < extent;) {
    const wanted = sizes[Math.min(size.length, sizes.length - 1)]
    const next = Math.min(wanted, extent - at)
    size.push(next)
    start.push(at)
    largest = Math.max(largest, next)
    at += next
  }
  return { size, start, largest }
}

/**
 * How a schedule cuts the axes. k may be cut otherwise for the first and for the last tile of C: a start with small
 * chunks computes sooner, an end with small chunks leaves less to do when the last data has come.
 */
export interface Cutting {
  readonly m: Chunks
  readonly n: Chunks
  readonly k: Chunks
  readonly firstK: Chunks
  readonly lastK: Chunks
}

export function cutAxes(schedule: Schedule, extents: Extents): Cutting {
  const k = cut(schedule.tile_k, extents.k)
  return {
    m: cut(schedule.tile_m, extents.m),
    n: cut(schedule.tile_n, extents.n),
    k,
    firstK: schedule.first_k === null ? k : cut(schedule.first_k, extents.k),
    lastK: schedule.last_k === null ? k : cut(schedule.last_k, extents.k),
  }
}

/** The largest chunk of an axis. */
export const largestChunk = (cutting: Cutting, axis: Axis): number =>
  axis === 'k'
    ? Math.max(cutting.k.largest, cutting.firstK.largest, cutting.lastK.largest)
    : cutting[axis].largest

/** The most chunks that an axis is cut into. */
export const mostChunks = (cutting: Cutting, axis: Axis): number =>
  axis === 'k'
    ? Math.max(cutting.k.size.length, cutting.firstK.size.length, cutting.lastK.size.length)
    : cutting[axis].size.length

/** The shortest way to write a cutting: a number where the chunks are equal but for the last, else the sizes. */
export function tileOf(chunks: Chunks): Tile {
  const [first] = chunks.size
  const equal = chunks.size.every(
    (size, i) => size === first || (i === chunks.size.length - 1 && size < first),
  )
  return equal ? first : chunks.size
}
