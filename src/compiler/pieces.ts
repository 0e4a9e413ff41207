import type { Taken } from './flat-nest.js'
import type { Fill } from './schedule.js'
import type { Part, StatementWriter } from './statement-writer.js'

/** Where a walk stands; moved along k to bring pieces. */
type Standing = { -readonly [Name in keyof Part]: number }

/** How an operand comes: before all products, by pieces that then stay, or anew for each product. */
type Coming = 'before' | 'pieces' | 'anew'

/** The pieces of an operand that the products of a list need: by chunk of its own axis, the blocks of k that have come. */
export class Pieces {
  private readonly coming: Coming
  private readonly come: Int32Array
  private last: readonly number[] = []

  /** @param chunks of the operand's own axis. */
  constructor(
    private readonly to: StatementWriter,
    private readonly at: Standing,
    private readonly name: 'A' | 'B',
    { around }: Taken,
    fill: Fill,
    chunks: number,
  ) {
    const outside = around?.length === 0
    this.coming = !outside ? 'anew' : fill === 'first_use' ? 'pieces' : 'before'
    this.come = new Int32Array(chunks)
    if (outside) this.take()
  }

  get comesInPieces(): boolean {
    return this.coming === 'pieces'
  }

  /** Brings what a product needs and is not there. */
  bring(chunk: number, count: number, from: number, blocks: number): void {
    if (this.coming === 'anew') this.bringAnew([chunk, count, from, blocks])
    else if (this.coming === 'pieces' && this.come[chunk] < from + blocks) {
      this.at.k = this.come[chunk]
      this.at.kSize = from + blocks - this.come[chunk]
      this.to.write(`fill${this.name}`, this.at)
      this.come[chunk] = from + blocks
    }
  }

  private bringAnew(piece: readonly number[]): void {
    if (piece.every((part, i) => part === this.last[i])) return
    this.last = piece
    this.at.k = piece[2]
    this.at.kSize = piece[3]
    this.take()
  }

  private take(): void {
    this.to.write(`take${this.name}`, this.at, 0, 0, this.coming === 'pieces' ? 0 : 1)
  }
}
