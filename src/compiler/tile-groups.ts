import { IllegalSchedule, type Tile } from './schedule.js'

/** A tile's number must follow the last one's for an ALU pass to take both. */
export const refuseScattered = (): never => {
  throw new IllegalSchedule(
    'alu_tiles',
    'tiles share passes only where one start holds them all (acc_at)',
    'tiles of several starts',
  )
}

/** A group by its place among all, and its tiles [first, end). */
export interface TileGroup {
  readonly index: number
  readonly first: number
  readonly end: number
}

/** Tiles of C that wait for their ALU passes: those of a group are done together, behind the last of them. */
export class TileGroups {
  #first = -1
  #count = 0
  #group = 0
  #left: number

  /**
   * @param sizes tiles of each group, in order; the last repeats.
   * @param tiles in all: numbered as they lie, if they lie in one region.
   */
  constructor(
    private readonly sizes: Tile,
    tiles: number,
    private readonly inOneRegion: boolean,
  ) {
    this.#left = tiles
  }

  /** Adds a tile; gives its group when that is complete. @throws IllegalSchedule when it does not lie behind the last. */
  add(tile: number): TileGroup | null {
    if (this.#count === 0) this.#first = tile
    else if (!this.inOneRegion || tile !== this.#first + this.#count) refuseScattered()
    this.#count++
    this.#left--
    if (this.#left > 0 && this.#count < this.#size()) return null
    this.#count = 0
    return { index: this.#group++, first: this.#first, end: tile + 1 }
  }

  #size(): number {
    const { sizes } = this
    return typeof sizes === 'number' ? sizes : sizes[Math.min(this.#group, sizes.length - 1)]
  }
}
