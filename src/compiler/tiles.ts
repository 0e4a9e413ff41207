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

/**
 * An extent cut into chunks. A single size, or the last size of a sequence, repeats until the extent is covered; the
 * last chunk takes what is left.
 */
export interface Chunks {
  readonly tile: Tile
  readonly extent: number
  readonly count: number
  readonly largest: number
}

/** Cuts an extent; the chunks are not listed, for there may be many. */
export function cut(tile: Tile, extent: number): Chunks {
  if (typeof tile === 'number') {
    return { tile, extent, count: Math.ceil(extent / tile), largest: Math.min(tile, extent) }
  }
  let largest = 0
  let count = 0
  let at = 0
  for (; count < tile.length && at < extent; count++) {
    const size = Math.min(tile[count], extent - at)
    largest = Math.max(largest, size)
    at += size
  }
  return { tile, extent, count: count + Math.ceil((extent - at) / tile[tile.length - 1]), largest }
}

/** The sizes of chunks, in order: they sum to the extent. */
export function sizesOf({ tile, extent }: Chunks): readonly number[] {
  const sizes = typeof tile === 'number' ? [tile] : tile
  const all: number[] = []
  for (let at = 0; at < extent; at += all[all.length - 1]) {
    all.push(Math.min(sizes[Math.min(all.length, sizes.length - 1)], extent - at))
  }
  return all
}

/** Where chunks begin, in order, and behind them the extent. */
export function startsOf(chunks: Chunks): readonly number[] {
  const starts = [0]
  for (const size of sizesOf(chunks)) starts.push(starts[starts.length - 1] + size)
  return starts
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

/** What of a cutting says how much room chunks take. */
export type CuttingSizes = Readonly<Record<keyof Cutting, Pick<Chunks, 'count' | 'largest'>>>

/** The largest chunk of an axis. */
export const largestChunk = (cutting: CuttingSizes, axis: Axis): number =>
  axis === 'k'
    ? Math.max(cutting.k.largest, cutting.firstK.largest, cutting.lastK.largest)
    : cutting[axis].largest

/** The most chunks that an axis is cut into. */
export const mostChunks = (cutting: CuttingSizes, axis: Axis): number =>
  axis === 'k' ? Math.max(cutting.k.count, cutting.firstK.count, cutting.lastK.count) : cutting[axis].count

/** The shortest way to write a cutting: a number where the chunks are equal but for the last, else the sizes. */
export function tileOf(chunks: Chunks): Tile {
  if (typeof chunks.tile === 'number') return chunks.largest
  const sizes = sizesOf(chunks)
  const [first] = sizes
  const equal = sizes.every((size, i) => size === first || (i === sizes.length - 1 && size < first))
  return equal ? first : sizes
}
