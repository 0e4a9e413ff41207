import type { Check } from './verification.js'

/** Programs that are kept: all are forgotten when there are more. */
const mostPrograms = 50_000
const slots = 2 ** 17

/** What stands in a slot that is free; a digest stands there as one more than it is. */
const free = 0

/** A program that was found right. */
export interface RightProgram {
  readonly cycles: number
  /** The most that it was checked. */
  readonly check: Check
}

/**
 * Programs that were found right, by digest, in numbers side by side: what is kept of each candidate as an object is
 * copied about by garbage collection. Open addressing; digests are random already.
 */
export class RightPrograms {
  readonly #digests = new Float64Array(slots)
  readonly #cycles = new Float64Array(slots)
  readonly #isFull = new Uint8Array(slots)
  #size = 0

  find(digest: number): RightProgram | null {
    const slot = this.#slotOf(digest)
    if (this.#digests[slot] === free) return null
    return { cycles: this.#cycles[slot], check: this.#isFull[slot] === 1 ? 'full' : 'fingerprint' }
  }

  /** Keeps a program; what was known of it before is replaced. */
  keep(digest: number, cycles: number, check: Check): void {
    if (this.#size >= mostPrograms) this.#forget()
    const slot = this.#slotOf(digest)
    if (this.#digests[slot] === free) this.#size++
    this.#digests[slot] = digest + 1
    this.#cycles[slot] = cycles
    this.#isFull[slot] = Number(check === 'full')
  }

  /** Where a digest is, or may be put. */
  #slotOf(digest: number): number {
    const mask = slots - 1
    let slot = (digest % 2 ** 32) & mask
    while (this.#digests[slot] !== free && this.#digests[slot] !== digest + 1) slot = (slot + 1) & mask
    return slot
  }

  #forget(): void {
    this.#digests.fill(free)
    this.#size = 0
  }
}
