import { maxThreads } from './cursor.js'
import type { Fill } from './schedule.js'

/**
 * What each thread's region of a buffer holds: the part [outer0, outer0+outers) x [inner0, inner0+inners) of a
 * tensor whose elements lie outer by inner. Brought whole, a region lies as in DRAM, its pitch the inners it holds.
 * Brought in pieces, it is a column of its own for each chunk of the inner axis, the pitch that chunk's size: pieces
 * of the outer axis join up, since a transfer packs what it brings densely.
 */
export class Held {
  readonly region = new Int32Array(maxThreads)
  readonly base = new Int32Array(maxThreads)
  readonly outer0 = new Int32Array(maxThreads)
  readonly inner0 = new Int32Array(maxThreads)
  readonly outers = new Int32Array(maxThreads)
  readonly inners = new Int32Array(maxThreads)
  fill: Fill = 'whole'

  /** Scratchpad index of element (outer, inner), inner the first of a chunk. */
  at(part: number, outer: number, inner: number, chunk: number): number {
    const o = outer - this.outer0[part]
    const i = inner - this.inner0[part]
    return (
      this.base[part] +
      (this.fill === 'whole' ? o * this.inners[part] + i : i * this.outers[part] + o * chunk)
    )
  }

  /** Elements from one outer index to the next within a chunk of the inner axis. */
  pitch(part: number, chunk: number): number {
    return this.fill === 'whole' ? this.inners[part] : chunk
  }
}
