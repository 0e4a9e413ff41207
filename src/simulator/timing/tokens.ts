/** Tokens that one counter holds at most: 8 bits, and it saturates (timing.md 5). */
export const tokenLimit = 255

/**
 * One of the four semaphores between neighbouring modules (timing.md 5), 0 at launch. A pop is applied here as soon as
 * its cycle is settled; until that cycle is over the token still takes up its place.
 */
export class TokenCounter {
  count = 0
  /** Cycle of the latest pop. */
  private popped = -1

  reset(): void {
    this.count = 0
    this.popped = -1
  }

  /** A token is pushed in cycle `now`; beyond the limit it is lost. With a pop in the same cycle it never is. */
  push(now: number): void {
    const stillThere = now < this.popped ? 1 : 0
    if (this.count + stillThere < tokenLimit) this.count++
  }

  /** A token is popped in cycle `cycle`, now or later. */
  pop(cycle: number): void {
    this.count--
    this.popped = cycle
  }
}
