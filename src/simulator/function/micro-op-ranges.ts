import { dstOf, srcOf, wgtOf } from '../../isa/micro-op.js'

/** The indices of a micro-op, numbered. */
export const indexField = { dst: 0, src: 1, wgt: 2 } as const
export type IndexField = (typeof indexField)[keyof typeof indexField]

const readers = [dstOf, srcOf, wgtOf] as const
const fieldCount = readers.length

/** Step of micro-ops that are not equally far apart. */
export const irregular = 0x7fffffff

/**
 * What a run of micro-ops has for an index: the first, the step if there is one, the highest. Tiles repeat, and so do
 * their runs: what was found of a run is kept until micro-ops are loaded.
 */
export class MicroOpRanges {
  /** By the run's begin: its length, and when it was looked at. */
  private readonly rounds: Int32Array
  private readonly seen: Int32Array
  private now = 1
  /** By the run's begin and field. */
  private readonly firsts: Int32Array
  private readonly steps: Int32Array
  private readonly highests: Int32Array

  /** @param words the UOP scratchpad. */
  constructor(readonly words: Uint32Array) {
    const depth = words.length
    this.rounds = new Int32Array(depth)
    this.seen = new Int32Array(depth)
    this.firsts = new Int32Array(depth * fieldCount)
    this.steps = new Int32Array(depth * fieldCount)
    this.highests = new Int32Array(depth * fieldCount)
  }

  /** Says that the scratchpad has new contents. */
  changed(): void {
    this.now++
  }

  first(begin: number, field: IndexField): number {
    return this.firsts[(begin % this.words.length) * fieldCount + field]
  }

  step(begin: number, field: IndexField): number {
    return this.steps[(begin % this.words.length) * fieldCount + field]
  }

  highest(begin: number, field: IndexField): number {
    return this.highests[(begin % this.words.length) * fieldCount + field]
  }

  /** Looks at the micro-ops [begin, begin + rounds), which wrap; then the rest can be asked about them. */
  look(begin: number, rounds: number): void {
    const slot = begin % this.words.length
    if (this.seen[slot] === this.now && this.rounds[slot] === rounds) return
    this.seen[slot] = this.now
    this.rounds[slot] = rounds
    for (let field = 0; field < fieldCount; field++) this.lookAtField(slot, rounds, field)
  }

  private lookAtField(slot: number, rounds: number, field: number): void {
    const { words } = this
    const read = readers[field]
    const first = read(words[slot])
    let previous = first
    let step = 0
    let highest = first
    for (let n = 1; n < Math.min(rounds, words.length); n++) {
      const at = slot + n
      const index = read(words[at < words.length ? at : at - words.length])
      if (n === 1) step = index - first
      else if (index - previous !== step) step = irregular
      if (index > highest) highest = index
      previous = index
    }
    this.firsts[slot * fieldCount + field] = first
    this.steps[slot * fieldCount + field] = step
    this.highests[slot * fieldCount + field] = highest
  }
}
