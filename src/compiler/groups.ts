import { IllegalSchedule } from './schedule.js'
import type { TileOfC } from './tile-of-c.js'

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
