import type { Random } from '../workload/random.js'
import { permutation } from './permutation.js'

/** The points of a space that a strategy has neither asked for nor been told of. */
export class Untried {
  readonly #taken = new Set<number>()
  readonly #order: (place: number) => number
  #place = 0

  constructor(
    readonly size: number,
    random: Random,
  ) {
    this.#order = permutation(size, random)
  }

  has(index: number): boolean {
    return !this.#taken.has(index)
  }

  take(index: number): void {
    this.#taken.add(index)
  }

  /** Takes a point at random, each of the untried equally likely; undefined when none is left. */
  draw(): number | undefined {
    while (this.#place < this.size) {
      const index = this.#order(this.#place++)
      if (!this.has(index)) continue
      this.take(index)
      return index
    }
    return undefined
  }

  /** Takes so many points at random, or all that are left. */
  drawMany(count: number): number[] {
    const drawn: number[] = []
    while (drawn.length < count) {
      const index = this.draw()
      if (index === undefined) break
      drawn.push(index)
    }
    return drawn
  }
}
