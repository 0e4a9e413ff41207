/** Sequences of one axis that have as many chunks and the same first chunk: their regions have the same variants. */
export interface SequenceClass {
  readonly chunks: number
  readonly first: number
  readonly sequences: readonly (readonly number[])[]
}

/** All classes that have so many chunks: `count` of them from `start` on. */
interface Length {
  readonly chunks: number
  readonly start: number
  readonly count: number
}

/** Where a sequence is: its length, its first chunk among those of that length, and its number among those alike. */
export interface SequencePlace {
  readonly length: number
  readonly first: number
  readonly rest: number
}

/** The sequences of an axis, in classes by number of chunks, then by first chunk. */
export class AxisSequences {
  readonly classes: readonly SequenceClass[]
  readonly lengths: readonly Length[]

  constructor(sequences: readonly (readonly number[])[]) {
    const byClass = new Map<string, (readonly number[])[]>()
    for (const sequence of sequences) {
      const key = `${sequence.length} ${sequence[0]}`
      const alike = byClass.get(key)
      if (alike) alike.push(sequence)
      else byClass.set(key, [sequence])
    }
    this.classes = [...byClass.values()]
      .map((alike) => ({ chunks: alike[0].length, first: alike[0][0], sequences: alike }))
      .toSorted((x, y) => x.chunks - y.chunks || x.first - y.first)
    const lengths = [...new Set(this.classes.map(({ chunks }) => chunks))]
    this.lengths = lengths.map((chunks) => {
      const start = this.classes.findIndex((each) => each.chunks === chunks)
      return { chunks, start, count: this.classes.filter((each) => each.chunks === chunks).length }
    })
  }

  /** The class at a length's place and a first chunk's; the last one there is where there are fewer. */
  classAt(length: number, first: number): number {
    const { start, count } = this.lengths[clamp(length, this.lengths.length)]
    return start + clamp(first, count)
  }

  placeOf(number: number): Omit<SequencePlace, 'rest'> {
    const { chunks } = this.classes[number]
    const length = this.lengths.findIndex((each) => each.chunks === chunks)
    return { length, first: number - this.lengths[length].start }
  }

  /** Where a sequence is, or one that is near it in length and in its first chunk. */
  nearest(sequence: readonly number[]): SequencePlace {
    const length = nearestBy(this.lengths, ({ chunks }) => chunks, sequence.length)
    const { start, count } = this.lengths[length]
    const alike = this.classes.slice(start, start + count)
    const first = nearestBy(alike, (each) => each.first, sequence[0])
    return { length, first, rest: Math.max(0, indexOfSequence(alike[first].sequences, sequence)) }
  }
}

/** A digit that is too large for its place stands for the last of it. */
export const clamp = (digit: number, radix: number): number => Math.min(digit, radix - 1)

/** -1 where the sequence is not there. */
export const indexOfSequence = (
  sequences: readonly (readonly number[])[],
  wanted: readonly number[],
): number => sequences.findIndex((each) => each.join() === wanted.join())

/** The place in a list of what comes nearest to a number, by ratio. */
function nearestBy<Item>(items: readonly Item[], of: (item: Item) => number, wanted: number): number {
  const distances = items.map((item) => Math.abs(Math.log(of(item) / wanted)))
  return distances.indexOf(Math.min(...distances))
}
