import type { Emission } from './emission.js'
import type { TileOfC } from './groups.js'

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
