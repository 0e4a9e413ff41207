import type { Taken } from './flat-nest.js'
import type { Fill } from './schedule.js'
import type { Part, StatementWriter } from './statement-writer.js'
import { statementKind, type StatementCode } from './statements.js'

/** Where a walk stands; moved along k to bring pieces. */
type Standing = { -readonly [Name in keyof Part]: number }

/**
 * How an operand comes: before all products; by pieces that then stay, for the whole program or until a product of
 * another chunk of its axis; or anew for each product.
 */
type Coming = 'before' | 'pieces' | 'pieces of a chunk' | 'anew'

/** The pieces of an operand that the products of a list need: by chunk of its own axis, the blocks of k that have come. */
export class Pieces {
  private readonly coming: Coming
  private readonly come: Int32Array
  private readonly depth: number
  private readonly takes: StatementCode
  private readonly fills: StatementCode
  /** What was brought last: the chunk, how many, from which block of k on, and how many of those. */
  private lastChunk = -1
  private lastCount = 0
  private lastFrom = 0
  private lastBlocks = 0

  /** @param chunks of the operand's own axis. */
  constructor(
    private readonly to: StatementWriter,
    private readonly at: Standing,
    name: 'A' | 'B',
    { around }: Taken,
    fill: Fill,
    chunks: number,
  ) {
    const outside = around?.length === 0
    if (outside) this.coming = fill === 'first_use' ? 'pieces' : 'before'
    else this.coming = around?.includes('k') ? 'anew' : 'pieces of a chunk'
    this.takes = name === 'A' ? statementKind.takeA : statementKind.takeB
    this.fills = name === 'A' ? statementKind.fillA : statementKind.fillB
    this.depth = at.kSize
    this.come = new Int32Array(chunks)
  }

  /** What comes before all products. */
  begin(): void {
    if (this.coming === 'before' || this.coming === 'pieces') this.take()
  }

  get comesInPieces(): boolean {
    return this.coming === 'pieces' || this.coming === 'pieces of a chunk'
  }

  /** Brings what a product needs and is not there. */
  bring(chunk: number, count: number, from: number, blocks: number): void {
    if (this.coming === 'before') return
    if (this.coming === 'anew') this.bringAnew(chunk, count, from, blocks)
    else this.bringPieces(chunk, from + blocks)
  }

  /** Brings what is missing of a chunk's first `until` blocks of k. */
  private bringPieces(chunk: number, until: number): void {
    if (this.coming === 'pieces of a chunk' && chunk !== this.lastChunk) {
      this.lastChunk = chunk
      this.come[chunk] = 0
      this.at.k = 0
      this.at.kSize = this.depth
      this.take()
    }
    const from = this.come[chunk]
    if (from >= until) return
    this.at.k = from
    this.at.kSize = until - from
    this.to.write(this.fills, this.at)
    this.come[chunk] = until
  }

  private bringAnew(chunk: number, count: number, from: number, blocks: number): void {
    const isThere = chunk === this.lastChunk && count === this.lastCount
    if (isThere && from === this.lastFrom && blocks === this.lastBlocks) return
    this.lastChunk = chunk
    this.lastCount = count
    this.lastFrom = from
    this.lastBlocks = blocks
    this.at.k = from
    this.at.kSize = blocks
    this.take()
  }

  private take(): void {
    this.to.write(this.takes, this.at, 0, 0, this.comesInPieces ? 0 : 1)
  }
}
