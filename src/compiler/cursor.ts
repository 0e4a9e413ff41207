import type { Axis } from './schedule.js'
import type { Chunks, Cutting, Extents } from './tiles.js'

export const maxThreads = 4
const row = { m: 0, n: maxThreads, k: 2 * maxThreads } as const

/** Where the walk of a nest stands: the current chunk of each axis, for each virtual thread. */
export class Cursor {
  /** Threads in step, and the axis they share; 1 and null outside the threads' loop. */
  active = 1
  threadAxis: Axis | null = null
  private readonly starts = new Int32Array(3 * maxThreads)
  private readonly sizes = new Int32Array(3 * maxThreads)
  private readonly first = { m: true, n: true, k: true }
  private readonly last = { m: true, n: true, k: true }
  private extents: Extents = { m: 1, n: 1, k: 1 }

  reset(extents: Extents): void {
    this.extents = extents
    this.active = 1
    this.threadAxis = null
    for (const axis of ['m', 'n', 'k'] as const) this.leave(axis, 1)
  }

  start(axis: Axis, thread: number): number {
    return this.starts[row[axis] + thread]
  }

  size(axis: Axis, thread: number): number {
    return this.sizes[row[axis] + thread]
  }

  /** Whether the chunks of an axis now are its first; true outside its loop. */
  isFirst(axis: Axis): boolean {
    return this.first[axis]
  }

  /** How k is cut for the tile of C that the walk is in. */
  chunksOf(axis: Axis, cutting: Cutting): Chunks {
    if (axis !== 'k') return cutting[axis]
    if (this.first.m && this.first.n) return cutting.firstK
    return this.last.m && this.last.n ? cutting.lastK : cutting.k
  }

  /** Stands on a part of an axis that is no chunk of a loop; outside virtual threads. */
  stand(axis: Axis, start: number, size: number): void {
    for (let t = 0; t < maxThreads; t++) {
      this.starts[row[axis] + t] = start
      this.sizes[row[axis] + t] = size
    }
  }

  /** Moves to chunk i of an axis, or to chunks i .. i+threads-1 of the axis that the threads share. */
  enter(axis: Axis, chunks: Chunks, i: number, threads: number): void {
    const count = Math.min(threads, chunks.size.length - i)
    if (threads > 1) {
      this.active = count
      this.threadAxis = axis
    }
    for (let t = 0; t < maxThreads; t++) {
      const chunk = i + Math.min(t, count - 1)
      this.starts[row[axis] + t] = chunks.start[chunk]
      this.sizes[row[axis] + t] = chunks.size[chunk]
    }
    this.first[axis] = i === 0
    this.last[axis] = i + count === chunks.size.length
  }

  /** Outside its loop, an axis is covered whole. */
  leave(axis: Axis, threads: number): void {
    if (threads > 1) {
      this.active = 1
      this.threadAxis = null
    }
    for (let t = 0; t < maxThreads; t++) {
      this.starts[row[axis] + t] = 0
      this.sizes[row[axis] + t] = this.extents[axis]
    }
    this.first[axis] = this.last[axis] = true
  }
}
