/** Tokens that one counter holds at most: 8 bits, and it saturates (timing.md 5). */
export const tokenLimit = 255

/**
 * One of the four semaphores between neighbouring modules (timing.md 5), 0 at launch. Pops of a cycle are applied
 * before its pushes, so a push and a pop of one cycle leave the count as it was, at the limit too.
 */
export class TokenCounter {
  count = 0

  reset(): void {
    this.count = 0
  }

  /** A token beyond the limit is lost. */
  push(): void {
    if (this.count < tokenLimit) this.count++
  }

  pop(): void {
    this.count--
  }
}
