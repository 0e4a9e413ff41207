import type { Need, Operand, OperandStatements } from './pieces.js'
import type { Place } from './scratchpad.js'

/** A piece in a region of its own: chunks [chunk, end), blocks [from, until) of k; where it lies in the buffer's share. */
interface Kept {
  readonly slot: number
  readonly chunk: number
  readonly end: number
  readonly from: number
  readonly until: number
  readonly first: number
  readonly behind: number
}

/**
 * Pieces of an operand that are loaded where a product needs them, each into a region of its own, and stay until the ring
 * of regions comes round: products take parts of them for as long.
 */
export class KeptPieces implements Operand {
  readonly comesInPieces = false
  slot = 0
  /** What nothing has taken the place of, the oldest first. */
  private kept: Kept[] = []
  private next = 0
  private loads = 0

  /** @param starts of the chunks of the operand's own axis, and its end. @param depth blocks of k. */
  constructor(
    private readonly statements: OperandStatements,
    private readonly starts: readonly number[],
    private readonly depth: number,
    private readonly place: Place,
  ) {}

  /** Nothing comes before the first product. */
  begin(): void {}

  bring(need: Need): boolean {
    const { chunk, count, from, blocks } = need
    const end = chunk + count
    const until = from + blocks
    // The last piece is the one most often asked for.
    for (let i = this.kept.length - 1; i >= 0; i--) {
      const piece = this.kept[i]
      if (chunk >= piece.end || piece.chunk >= end || from >= piece.until || piece.from >= until) continue
      this.slot = piece.slot
      return chunk >= piece.chunk && end <= piece.end && from >= piece.from && until <= piece.until
    }
    this.load(need)
    return true
  }

  private load({ chunk, count, from, blocks, moreChunks, moreBlocks }: Need): void {
    const { starts, statements } = this
    const end = Math.min(starts.length - 1, chunk + count + moreChunks)
    const until = Math.min(this.depth, from + blocks + moreBlocks)
    const { first, behind } = this.takeRegion((starts[end] - starts[chunk]) * (until - from))
    this.slot = this.loads++
    this.kept.push({ slot: this.slot, chunk, end, from, until, first, behind })
    statements.take(starts[chunk], starts[end], from, until, this.slot, true)
  }

  /** Where the next region lies; what is there is gone, and what is left out where the ring begins anew (assembly's Ring). */
  private takeRegion(size: number): { first: number; behind: number } {
    const { slot, capacity } = this.place
    const step = slot > 0 ? slot : size
    const last = this.next
    const first = last + step > capacity ? 0 : last
    const behind = first + size
    this.next = first + step
    const skipped = first < last ? last : capacity
    this.kept = this.kept.filter(
      (piece) => piece.first < skipped && (piece.behind <= first || piece.first >= behind),
    )
    return { first, behind }
  }
}
