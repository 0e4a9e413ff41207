import { IllegalSchedule } from './schedule.js'

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

/** Tiles of C that wait for their ALU passes: those of a group are done together, behind the last of them. */
export class TileGroup {
  tiles: TileOfC[] = []
  private sizes: readonly number[] = [1]
  private next = 0

  /** @param sizes tiles of each group, in order. */
  reset(sizes: readonly number[]): void {
    this.sizes = sizes
    this.next = 0
    this.tiles = []
  }

  /**
   * Adds a tile; true when that completes its group. @throws IllegalSchedule when it does not lie behind the last
   * one, so that one pass cannot take both.
   */
  add(tile: TileOfC): boolean {
    const last = this.tiles.at(-1)
    if (last && (last.region !== tile.region || last.base + last.rows * last.blocks !== tile.base)) {
      throw new IllegalSchedule(
        'alu_tiles',
        'tiles share passes only where one start holds them all (acc_at)',
        'tiles of several starts',
      )
    }
    this.tiles.push(tile)
    return this.isComplete
  }

  get isComplete(): boolean {
    return this.tiles.length === this.sizes[this.next]
  }

  /** Begins the next group. */
  close(): void {
    this.tiles = []
    this.next++
  }

  get elements(): number {
    return this.tiles.reduce((sum, { rows, blocks }) => sum + rows * blocks, 0)
  }
}
