import type { Emission } from './emission.js'

/**
 * A tile of C: where it lies in the accumulators, and which part of C it is. A region starts one tile or several;
 * each tile lies dense, n by m, and behind the tile that the walk comes by before it, so that an ALU pass takes one
 * tile or several in one run, and a store one tile.
 */
export interface TileOfC {
  /** The region of accumulators that it is in. */
  readonly region: number
  readonly base: number
  readonly n0: number
  readonly m0: number
  readonly blocks: number
  readonly rows: number
}

/** The tile that the walk is in, for thread t. */
export function tileOfC(e: Emission, t: number): TileOfC {
  const { cursor, cutsTile } = e
  const { region, base, outer0, inner0, outers, inners } = e.held.c
  const part = e.part('c', t)
  const n0 = cutsTile.n ? cursor.start('n', t) : outer0[part]
  const m0 = cutsTile.m ? cursor.start('m', t) : inner0[part]
  const blocks = cutsTile.n ? cursor.size('n', t) : outers[part]
  const rows = cutsTile.m ? cursor.size('m', t) : inners[part]
  const before =
    e.outerAxis === 'n'
      ? (n0 - outer0[part]) * inners[part] + (m0 - inner0[part]) * blocks
      : (m0 - inner0[part]) * outers[part] + (n0 - outer0[part]) * rows
  return { region: region[part], base: base[part] + before, n0, m0, blocks, rows }
}
