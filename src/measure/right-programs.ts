import { free, slotOf, slotValue } from './digest-slots.js'
import type { Check } from './verification.js'

/** Programs that are kept: all are forgotten when there are more. */
const mostPrograms = 50_000
const slots = 2 ** 17

/** A program that was found right. */
export interface RightProgram {
  readonly cycles: number
  /** The most that it was checked. */
  readonly check: Check
}

/** Programs that were found right, by digest. */
export class RightPrograms {
  readonly #digests = new Float64Array(slots)
  /** Integers, as they are in what timing says: the engine makes records anew where a field is a double now and then. */
  readonly #cycles = new Int32Array(slots)
  readonly #isFull = new Uint8Array(slots)
  #size = 0

  find(digest: number): RightProgram | null {
    const slot = slotOf(this.#digests, slotValue(digest))
    if (this.#digests[slot] === free) return null
    return { cycles: this.#cycles[slot], check: this.#isFull[slot] === 1 ? 'full' : 'fingerprint' }
  }

  /** Keeps a program; what was known of it before is replaced. */
  keep(digest: number, cycles: number, check: Check): void {
    if (this.#size >= mostPrograms) this.#forget()
    const value = slotValue(digest)
    const slot = slotOf(this.#digests, value)
    if (this.#digests[slot] === free) this.#size++
    this.#digests[slot] = value
    this.#cycles[slot] = cycles
    this.#isFull[slot] = Number(check === 'full')
  }

  #forget(): void {
    this.#digests.fill(free)
    this.#size = 0
  }
}
