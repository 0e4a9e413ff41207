import { free, slotOf, slotValue } from '../measure/digest-slots.js'

/** Share of the slots that may be taken: beyond it looking up gets slow. */
const fullest = 0.7

/** Slots at first: those that are expected are had at once, so that memory does not grow in the middle of a tuning. */
const fewestSlots = 1024
const mostSlotsAtFirst = 2 ** 22

/** Digests of programs, 53 bits each, in 8 bytes or little more: a tuning may see millions. */
export class DigestSet {
  #slots: Float64Array
  #size = 0

  /** @param expected how many there may be. */
  constructor(expected = 0) {
    const wanted = 2 ** Math.ceil(Math.log2(expected / fullest + 1))
    this.#slots = new Float64Array(Math.min(mostSlotsAtFirst, Math.max(fewestSlots, wanted)))
  }

  get size(): number {
    return this.#size
  }

  /** @returns whether it was not there before. */
  add(digest: number): boolean {
    if (this.#size >= fullest * this.#slots.length) this.#grow()
    const value = slotValue(digest)
    const slot = slotOf(this.#slots, value)
    if (this.#slots[slot] === value) return false
    this.#slots[slot] = value
    this.#size++
    return true
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Float64Array(2 * old.length)
    for (const value of old) if (value !== free) this.#slots[slotOf(this.#slots, value)] = value
  }
}
