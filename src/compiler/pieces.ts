import type { Taken } from './flat-nest.js'
import type { Fill } from './schedule.js'
import type { Part, StatementWriter } from './statement-writer.js'
import { statementKind } from './statements.js'

/** What a product needs of an operand: chunks of its own axis, blocks of k; and how much more its load brings. */
export interface Need {
  readonly chunk: number
  readonly count: number
  readonly from: number
  readonly blocks: number
  readonly moreChunks: number
  readonly moreBlocks: number
}

/** How an operand comes into its scratchpad while a list is walked. */
export interface Operand {
  /** The slot that holds what was brought, or asked for, last. */
  readonly slot: number
  /** Whether chunks lie apart, each a column of its pieces. */
  readonly comesInPieces: boolean
  /** What comes before all products. */
  begin(): void
  /** Brings what a product needs and is not there; false where only a part of it is there, in a region of its own. */
  bring(need: Need): boolean
}

/** Writes the statements of an operand: parts [start, end) of its own axis by blocks [from, until) of k. */
export class OperandStatements {
  private readonly at: { -readonly [Name in keyof Part]: number } = {
    n: 0,
    nSize: 0,
    m: 0,
    mSize: 0,
    k: 0,
    kSize: 0,
  }

  constructor(
    private readonly to: StatementWriter,
    private readonly name: 'A' | 'B',
  ) {}

  /** Sets a region aside. @param filled whether its part is brought at once. */
  take(start: number, end: number, from: number, until: number, slot: number, filled: boolean): void {
    this.stand(start, end, from, until)
    const kind = this.name === 'A' ? statementKind.takeA : statementKind.takeB
    this.to.write(kind, this.at, 0, slot, Number(filled))
  }

  /** Brings a part into the region of slot 0. */
  fill(start: number, end: number, from: number, until: number): void {
    this.stand(start, end, from, until)
    this.to.write(this.name === 'A' ? statementKind.fillA : statementKind.fillB, this.at)
  }

  private stand(start: number, end: number, from: number, until: number): void {
    const { at } = this
    if (this.name === 'A') {
      at.m = start
      at.mSize = end - start
    } else {
      at.n = start
      at.nSize = end - start
    }
    at.k = from
    at.kSize = until - from
  }
}

/** By pieces that then stay, for the whole program or until a product of another chunk; or anew for each product. */
type Coming = 'before' | 'pieces' | 'pieces of a chunk' | 'anew'

/** The pieces of an operand that lie in one region: by chunk of its own axis, the blocks of k that have come. */
export class Pieces implements Operand {
  readonly slot = 0
  private readonly coming: Coming
  private readonly come: Int32Array
  /** What was brought last: the chunk, how many, from which block of k on, and how many of those. */
  private lastChunk = -1
  private lastCount = 0
  private lastFrom = 0
  private lastBlocks = 0

  /** @param starts of the chunks of the operand's own axis, and its end. @param depth blocks of k. */
  constructor(
    private readonly statements: OperandStatements,
    private readonly starts: readonly number[],
    private readonly depth: number,
    { around }: Taken,
    fill: Fill,
  ) {
    const outside = around?.length === 0
    if (outside) this.coming = fill === 'first_use' ? 'pieces' : 'before'
    else this.coming = around?.includes('k') ? 'anew' : 'pieces of a chunk'
    this.come = new Int32Array(starts.length - 1)
  }

  begin(): void {
    const { starts, depth } = this
    const isFilled = this.coming === 'before'
    if (isFilled || this.coming === 'pieces') {
      this.statements.take(0, starts[starts.length - 1], 0, depth, 0, isFilled)
    }
  }

  get comesInPieces(): boolean {
    return this.coming === 'pieces' || this.coming === 'pieces of a chunk'
  }

  bring(need: Need): boolean {
    if (this.coming === 'anew') this.bringAnew(need)
    else if (this.coming !== 'before') this.bringPieces(need)
    return true
  }

  /** Brings what is missing of a chunk up to the blocks of k that are needed, and more behind those. */
  private bringPieces({ chunk, from, blocks, moreBlocks }: Need): void {
    const { starts, depth, statements } = this
    if (this.coming === 'pieces of a chunk' && chunk !== this.lastChunk) {
      this.lastChunk = chunk
      this.come[chunk] = 0
      statements.take(starts[chunk], starts[chunk + 1], 0, depth, 0, false)
    }
    if (this.come[chunk] >= from + blocks) return
    const until = Math.min(depth, from + blocks + moreBlocks)
    statements.fill(starts[chunk], starts[chunk + 1], this.come[chunk], until)
    this.come[chunk] = until
  }

  private bringAnew({ chunk, count, from, blocks }: Need): void {
    const isThere = chunk === this.lastChunk && count === this.lastCount
    if (isThere && from === this.lastFrom && blocks === this.lastBlocks) return
    this.lastChunk = chunk
    this.lastCount = count
    this.lastFrom = from
    this.lastBlocks = blocks
    this.statements.take(this.starts[chunk], this.starts[chunk + count], from, from + blocks, 0, true)
  }
}
