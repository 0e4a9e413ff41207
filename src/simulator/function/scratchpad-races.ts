import type { HappensBefore } from './happens-before.js'
import type { IndexSet } from './index-set.js'
import type { MemoryNumber, RaceLog } from './race-log.js'

/** One module's accesses to a scratchpad, as ordinals of its instructions, 0 for none yet. */
interface Side {
  readonly module: number
  /** By element: the last access. */
  readonly last: Int32Array
  /** The last access of all. */
  latest: number
}

const sideOf = (module: number, depth: number): Side => ({ module, last: new Int32Array(depth), latest: 0 })

function clearSide(side: Side): void {
  side.last.fill(0)
  side.latest = 0
}

/**
 * Last accesses to each element of a scratchpad that one module writes and another reads. Modules are in order, so
 * that if the last access of the other module is ordered before an instruction, all earlier ones are.
 */
export class ScratchpadRaces {
  private readonly writer: Side
  private readonly reader: Side

  constructor(
    private readonly memory: MemoryNumber,
    private readonly depth: number,
    writer: number,
    reader: number,
    private readonly before: HappensBefore,
    private readonly log: RaceLog,
  ) {
    this.writer = sideOf(writer, depth)
    this.reader = sideOf(reader, depth)
  }

  clear(): void {
    clearSide(this.writer)
    clearSide(this.reader)
  }

  /** An instruction of the writing module writes `count` elements from an index on, which wraps. */
  writeRange(instruction: number, first: number, count: number): void {
    this.range(instruction, this.writer, this.reader, first, count)
  }

  /** An instruction of the reading module reads `count` elements from an index on, which wraps. */
  readRange(instruction: number, first: number, count: number): void {
    this.range(instruction, this.reader, this.writer, first, count)
  }

  /** As `writeRange`, for a set of elements. */
  writeSet(instruction: number, set: IndexSet): void {
    if (set.isRange) this.writeRange(instruction, set.first, set.count)
    else this.each(instruction, this.writer, this.reader, set)
  }

  /** As `readRange`, for a set of elements. */
  readSet(instruction: number, set: IndexSet): void {
    if (set.isRange) this.readRange(instruction, set.first, set.count)
    else this.each(instruction, this.reader, this.writer, set)
  }

  private range(instruction: number, own: Side, other: Side, first: number, count: number): void {
    const from = first % this.depth
    const to = Math.min(from + count, this.depth)
    const limit = this.before.endedBefore(instruction, other.module)
    if (other.latest > limit) {
      for (let e = from; e < to; e++) {
        if (other.last[e] > limit) this.conflict(instruction, other, e)
      }
    }
    own.latest = this.before.ordinal[instruction]
    own.last.fill(own.latest, from, to)
    const wrapped = Math.min(count - (to - from), from)
    if (wrapped > 0) this.range(instruction, own, other, 0, wrapped)
  }

  private each(instruction: number, own: Side, other: Side, { elements, count }: IndexSet): void {
    const limit = this.before.endedBefore(instruction, other.module)
    own.latest = this.before.ordinal[instruction]
    for (let i = 0; i < count; i++) {
      const e = elements[i]
      if (other.last[e] > limit) this.conflict(instruction, other, e)
      own.last[e] = own.latest
    }
  }

  private conflict(instruction: number, other: Side, element: number): void {
    this.log.conflict(instruction, other.module, other.last[element], this.memory, element)
  }
}
