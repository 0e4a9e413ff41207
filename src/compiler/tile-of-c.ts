import type { Emission } from './emission.js'

/**
 * The tile of C that the walk is in, within the region that thread t's accumulators take. A region starts one tile
 * or several; each tile lies dense, n by m, so that an ALU pass and a store take it in one run: first the tiles of
 * the first chunk of n, chunk of m after chunk of m, then those of the next.
 */
export interface TileOfC {
  readonly base: number
  readonly n0: number
  readonly m0: number
  readonly blocks: number
  readonly rows: number
}

export function tileOfC(e: Emission, t: number): TileOfC {
  const { cursor, cutsTile } = e
  const { base, outer0, inner0, outers, inners } = e.held.c
  const part = e.part('c', t)
  const n0 = cutsTile.n ? cursor.start('n', t) : outer0[part]
  const m0 = cutsTile.m ? cursor.start('m', t) : inner0[part]
  const blocks = cutsTile.n ? cursor.size('n', t) : outers[part]
  const rows = cutsTile.m ? cursor.size('m', t) : inners[part]
  const before = (n0 - outer0[part]) * inners[part] + (m0 - inner0[part]) * blocks
  return { base: base[part] + before, n0, m0, blocks, rows }
}
