/** What stands in a slot that is free: no digest is negative. */
const free = -1

/** Share of the slots that may be taken: beyond it looking up gets slow. */
const fullest = 0.7

/**
 * Digests of programs, 53 bits each, in 8 bytes or little more: a tuning may see millions. Open addressing; the digests
 * are random already.
 */
export class DigestSet {
  #slots = new Float64Array(1024).fill(free)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns whether it was not there before. */
  add(digest: number): boolean {
    if (this.#size >= fullest * this.#slots.length) this.#grow()
    const slot = this.#slotOf(digest)
    if (this.#slots[slot] === digest) return false
    this.#slots[slot] = digest
    this.#size++
    return true
  }

  /** Where a digest is, or may be put. */
  #slotOf(digest: number): number {
    const mask = this.#slots.length - 1
    let slot = (digest % 2 ** 32) & mask
    while (this.#slots[slot] !== free && this.#slots[slot] !== digest) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Float64Array(2 * old.length).fill(free)
    for (const digest of old) if (digest !== free) this.#slots[this.#slotOf(digest)] = digest
  }
}
