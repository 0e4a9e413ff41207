import { columns, mStarts, nStarts, rows } from './list'
import { Ring, ringA, ringB } from './regions'
import { FILL_A, FILL_B, Statement, statements, TAKE_A, TAKE_B } from './statements'
import { Number, Table } from './table'
import { kExtent } from './workload'

/*
 * How A and B come into their scratchpads while a list is walked: before all products; by pieces of one region, which
 * then stay, for the whole program or until a product of another chunk of the operand's own axis; anew for each product;
 * or by pieces, each in a region of its own, that stay until the ring of regions comes round.
 */

const BEFORE = 0
const PIECES = 1
const PIECES_OF_CHUNK = 2
const ANEW = 3
const KEPT = 4

/** A piece in a region of its own, of the same number: chunks [chunk, end), blocks [from, until) of k. */
class Piece {
  chunk: i32
  end: i32
  from: i32
  until: i32
}

export class Operand {
  private coming: i32
  /** The slot that holds what was brought, or asked for, last. */
  slot: i32
  private chunks: i32
  /** By chunk of pieces in one region: the blocks of k that have come. */
  private come: Table<Number> = new Table<Number>()
  /** Pieces in regions of their own, by number, and where those lie. */
  private pieces: Table<Piece> = new Table<Piece>()
  private ring: Ring = new Ring()
  /** What was brought last, where nothing stays: the chunk, how many, from which block of k on, and how many of those. */
  private lastChunk: i32
  private lastCount: i32
  private lastFrom: i32
  private lastBlocks: i32

  /** @param starts of the chunks of the operand's own axis, and its end. */
  constructor(
    private isA: bool,
    private starts: Table<Number>,
  ) {}

  /** What comes before all products. */
  begin(coming: i32): void {
    this.coming = coming
    this.chunks = this.isA ? rows() : columns()
    this.slot = 0
    this.lastChunk = -1
    if (coming == KEPT) {
      this.pieces.count = 0
      this.ring.emptyAs(this.isA ? ringA : ringB)
      return
    }
    this.come.reserve(this.chunks)
    memory.fill(this.come.at, 0, (<usize>this.chunks) << 2)
    if (coming <= PIECES) this.take(0, this.chunks, 0, kExtent, 0, coming == BEFORE)
  }

  /** Whether chunks lie apart, each a column of its pieces. */
  get comesInPieces(): bool {
    return this.coming == PIECES || this.coming == PIECES_OF_CHUNK
  }

  /**
   * Brings what a product needs and is not there, and with it more chunks and more blocks of k; false where only a part of
   * it is there, in a region of its own.
   */
  bring(chunk: i32, count: i32, from: i32, blocks: i32, moreChunks: i32, moreBlocks: i32): bool {
    if (this.coming == KEPT) return this.keep(chunk, count, from, blocks, moreChunks, moreBlocks)
    if (this.coming == ANEW) this.bringAnew(chunk, count, from, blocks)
    else if (this.coming != BEFORE) this.bringPieces(chunk, from + blocks, moreBlocks)
    return true
  }

  /** Brings what is missing of a chunk up to the blocks of k that are needed, and more behind those. */
  private bringPieces(chunk: i32, needed: i32, moreBlocks: i32): void {
    const come = this.come.get(chunk)
    if (this.coming == PIECES_OF_CHUNK && chunk != this.lastChunk) {
      this.lastChunk = chunk
      come.value = 0
      this.take(chunk, chunk + 1, 0, kExtent, 0, false)
    }
    if (come.value >= needed) return
    const until = min(kExtent, needed + moreBlocks)
    this.cover(statements.push(), this.isA ? FILL_A : FILL_B, chunk, chunk + 1, come.value, until)
    come.value = until
  }

  private bringAnew(chunk: i32, count: i32, from: i32, blocks: i32): void {
    const isThere = chunk == this.lastChunk && count == this.lastCount
    if (isThere && from == this.lastFrom && blocks == this.lastBlocks) return
    this.lastChunk = chunk
    this.lastCount = count
    this.lastFrom = from
    this.lastBlocks = blocks
    this.take(chunk, chunk + count, from, from + blocks, 0, true)
  }

  private keep(chunk: i32, count: i32, from: i32, blocks: i32, moreChunks: i32, moreBlocks: i32): bool {
    const end = chunk + count
    const until = from + blocks
    // The last piece is the one most often asked for.
    for (let i = this.pieces.count - 1; i >= this.ring.oldest; i--) {
      const piece = this.pieces.get(i)
      if (chunk >= piece.end || piece.chunk >= end || from >= piece.until || piece.from >= until) continue
      this.slot = i
      return chunk >= piece.chunk && end <= piece.end && from >= piece.from && until <= piece.until
    }
    this.loadPiece(chunk, min(this.chunks, end + moreChunks), from, min(kExtent, until + moreBlocks))
    return true
  }

  private loadPiece(chunk: i32, end: i32, from: i32, until: i32): void {
    const size = this.starts.get(end).value - this.starts.get(chunk).value
    this.slot = this.ring.take(size * (until - from))
    const piece = this.pieces.push()
    piece.chunk = chunk
    piece.end = end
    piece.from = from
    piece.until = until
    this.take(chunk, end, from, until, this.slot, true)
  }

  /** Sets a region aside. @param filled whether its part is brought at once. */
  private take(chunk: i32, end: i32, from: i32, until: i32, slot: i32, filled: bool): void {
    const s = statements.push()
    this.cover(s, this.isA ? TAKE_A : TAKE_B, chunk, end, from, until)
    s.slot = slot
    s.other = filled ? 1 : 0
  }

  /** A statement over chunks [chunk, end) by blocks [from, until) of k, in slot 0. */
  private cover(s: Statement, kind: i32, chunk: i32, end: i32, from: i32, until: i32): void {
    const start = this.starts.get(chunk).value
    const size = this.starts.get(end).value - start
    s.kind = kind
    s.id = s.slot = s.other = 0
    s.n = this.isA ? 0 : start
    s.nSize = this.isA ? 0 : size
    s.m = this.isA ? start : 0
    s.mSize = this.isA ? size : 0
    s.k = from
    s.kSize = until - from
  }
}

export const operandA = new Operand(true, mStarts)
export const operandB = new Operand(false, nStarts)
