import type { Random } from '../workload/random.js'

/**
 * A shuffle of 0 .. size-1, drawn one by one (Fisher and Yates). Only places whose number has moved are kept, so that
 * memory grows with what was drawn and not with the space.
 */
function shuffled(size: number, random: Random): () => number | undefined {
  const moved = new Map<number, number>()
  let place = 0
  return () => {
    if (place === size) return undefined
    const other = place + random.below(size - place)
    const drawn = moved.get(other) ?? other
    moved.set(other, moved.get(place) ?? place)
    moved.delete(place)
    place++
    return drawn
  }
}

/** The points of a space that a strategy has neither asked for nor been told of. */
export class Untried {
  readonly #taken = new Set<number>()
  readonly #next: () => number | undefined

  constructor(size: number, random: Random) {
    this.#next = shuffled(size, random)
  }

  has(index: number): boolean {
    return !this.#taken.has(index)
  }

  take(index: number): void {
    this.#taken.add(index)
  }

  /** Takes a point at random, each of the untried equally likely; undefined when none is left. */
  draw(): number | undefined {
    for (;;) {
      const index = this.#next()
      if (index === undefined) return undefined
      if (!this.has(index)) continue
      this.take(index)
      return index
    }
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
