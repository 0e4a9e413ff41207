import type { StoreCut } from './schedule.js'
import type { StatementWriter } from './statement-writer.js'
import { statementKind } from './statements.js'
import type { TileGroup } from './tile-groups.js'

/** A border inside a group: behind how many of its outputs it lies, and how many of the last passes it parts. */
interface Border {
  readonly outputs: number
  readonly passes: number
}
const noBorders: readonly Border[] = []

/**
 * Writes what comes behind the products of a group of tiles: its ALU passes and its way back to memory. A border parts the
 * last passes of the outputs before it from those behind: what comes first is stored while the passes of the rest go on.
 */
export class GroupFinisher {
  private readonly at = { n: 0, nSize: 0, m: 0, mSize: 0, k: 0, kSize: 0 }
  /** The next of the cuts. */
  private next = 0
  /** Tiles of C of the group that is under way, as the list numbers them; and the number of the first. */
  private tiles: readonly number[] = []
  private first = 0

  /**
   * @param offsets by number of a tile: where it lies behind the first one, in outputs; and the end.
   * @param passes of the epilogue. @param cuts in order.
   */
  constructor(
    private readonly to: StatementWriter,
    private readonly offsets: Int32Array,
    private readonly passes: number,
    private readonly cuts: readonly StoreCut[],
  ) {}

  finish(group: TileGroup, tiles: readonly number[]): void {
    this.tiles = tiles
    this.first = group.first
    const outputs = this.behind(tiles.length)
    this.part(this.bordersOf(group.index, outputs), 0, 0, outputs)
  }

  /** Where a tile of the group lies behind its first one. */
  private behind(tile: number): number {
    return this.offsets[this.first + tile] - this.offsets[this.first]
  }

  private bordersOf(group: number, outputs: number): readonly Border[] {
    const { cuts } = this
    let at = this.next
    while (at < cuts.length && cuts[at][0] < group) at++
    this.next = at
    if (cuts.at(at)?.[0] !== group) return noBorders
    const borders: Border[] = []
    for (; at < cuts.length && cuts[at][0] === group; at++) {
      borders.push({ outputs: outputs - cuts[at][1], passes: cuts[at][2] })
    }
    return borders
  }

  /** Passes from `pass` on over outputs [from, to) of a group, and their stores. @param borders those of them that count. */
  private part(borders: readonly Border[], pass: number, from: number, to: number): void {
    const inside = borders.length === 0 ? borders : borders.filter((b) => from < b.outputs && b.outputs < to)
    const parted = inside.reduce((most, { passes }) => Math.max(most, passes), 0)
    const whole = Math.max(pass, this.passes - parted)
    if (whole > pass) this.write(statementKind.finish, 0, this.tiles.length, from, to, pass, whole)
    if (inside.length === 0) {
      this.store(from, to)
      return
    }
    let start = from
    for (const { outputs, passes } of inside) {
      if (passes < Math.min(parted, this.passes - whole)) continue
      this.part(inside, whole, start, outputs)
      start = outputs
    }
    this.part(inside, whole, start, to)
  }

  /** Tiles that are neighbours in memory too are stored together. */
  private store(from: number, to: number): void {
    const { tiles } = this
    for (let i = 0, end = 0; i < tiles.length; i = end) {
      end = i + 1
      while (end < tiles.length && tiles[end] === tiles[end - 1] + 1) end++
      const start = this.behind(i)
      const low = Math.max(from, start)
      const high = Math.min(to, this.behind(end))
      if (low < high) this.write(statementKind.store, i, end, low - start, high - start, 0, 0)
    }
  }

  /** A statement over outputs [from, to) of some tiles of the group. */
  private write(
    kind: typeof statementKind.finish | typeof statementKind.store,
    tile: number,
    end: number,
    from: number,
    to: number,
    pass: number,
    endPass: number,
  ): void {
    this.at.m = from
    this.at.mSize = to - from
    this.at.k = pass
    this.at.kSize = endPass - pass
    this.to.write(kind, this.at, this.first + tile, this.first + end)
  }
}
