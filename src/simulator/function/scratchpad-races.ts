import type { HappensBefore } from './happens-before.js'
import type { IndexSet } from './index-set.js'
import type { MemoryNumber, RaceLog } from './race-log.js'

/**
 * Last accesses to each element of a scratchpad that one module writes and another reads. Modules are in order, so
 * that if the last access of the other module is ordered before an instruction, all earlier ones are.
 */
export class ScratchpadRaces {
  /** By element: ordinals in the writing and the reading module, 0 for none yet. */
  private readonly lastWrite: Int32Array
  private readonly lastRead: Int32Array

  constructor(
    private readonly memory: MemoryNumber,
    private readonly depth: number,
    private readonly writer: number,
    private readonly reader: number,
    private readonly before: HappensBefore,
    private readonly log: RaceLog,
  ) {
    this.lastWrite = new Int32Array(depth)
    this.lastRead = new Int32Array(depth)
  }

  clear(): void {
    this.lastWrite.fill(0)
    this.lastRead.fill(0)
  }

  /** An instruction of the writing module writes `count` elements from an index on, which wraps. */
  writeRange(instruction: number, first: number, count: number): void {
    this.range(instruction, this.lastWrite, this.lastRead, this.reader, first, count)
  }

  /** An instruction of the reading module reads `count` elements from an index on, which wraps. */
  readRange(instruction: number, first: number, count: number): void {
    this.range(instruction, this.lastRead, this.lastWrite, this.writer, first, count)
  }

  /** As `writeRange`, for a set of elements. */
  writeSet(instruction: number, set: IndexSet): void {
    if (set.isRange) this.writeRange(instruction, set.first, set.count)
    else this.each(instruction, this.lastWrite, this.lastRead, this.reader, set)
  }

  /** As `readRange`, for a set of elements. */
  readSet(instruction: number, set: IndexSet): void {
    if (set.isRange) this.readRange(instruction, set.first, set.count)
    else this.each(instruction, this.lastRead, this.lastWrite, this.writer, set)
  }

  private range(
    instruction: number,
    own: Int32Array,
    others: Int32Array,
    otherModule: number,
    first: number,
    count: number,
  ): void {
    const from = first % this.depth
    const to = Math.min(from + count, this.depth)
    const limit = this.before.endedBefore(instruction, otherModule)
    for (let e = from; e < to; e++) {
      if (others[e] > limit) this.log.conflict(instruction, otherModule, others[e], this.memory, e)
    }
    own.fill(this.before.ordinal[instruction], from, to)
    const wrapped = Math.min(count - (to - from), from)
    if (wrapped > 0) this.range(instruction, own, others, otherModule, 0, wrapped)
  }

  private each(
    instruction: number,
    own: Int32Array,
    others: Int32Array,
    otherModule: number,
    { elements, count }: IndexSet,
  ): void {
    const limit = this.before.endedBefore(instruction, otherModule)
    const ordinal = this.before.ordinal[instruction]
    for (let i = 0; i < count; i++) {
      const e = elements[i]
      if (others[e] > limit) this.log.conflict(instruction, otherModule, others[e], this.memory, e)
      own[e] = ordinal
    }
  }
}
