import type { Tile } from '../compiler/schedule.js'

/** What a cost model needs to know of a cut axis; in time that grows with how the tile is written, not with the chunks. */
export interface ChunkSummary {
  readonly count: number
  readonly largest: number
  readonly first: number
}

/** Sums up how a tile cuts an extent: as compiler/tiles.ts cuts it, without listing the chunks. */
export function chunkSummary(tile: Tile, extent: number): ChunkSummary {
  if (typeof tile === 'number') {
    const size = Math.min(tile, extent)
    return { count: Math.ceil(extent / size), largest: size, first: size }
  }
  let covered = 0
  let count = 0
  let largest = 0
  for (let i = 0; i < tile.length && covered < extent; i++) {
    const size = Math.min(tile[i], extent - covered)
    largest = Math.max(largest, size)
    covered += size
    count++
  }
  const repeated = Math.ceil((extent - covered) / tile[tile.length - 1])
  return { count: count + repeated, largest, first: Math.min(tile[0], extent) }
}
