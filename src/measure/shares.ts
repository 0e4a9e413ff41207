/**
 * Seconds that a message should keep a worker busy: fifty times what passes between its answer and the next one, when the
 * worker stands still.
 */
const jobSeconds = 0.02
/** Candidates of the first message, when nothing is known of how long they take; and the most of any. */
const firstShare = 8
const mostShare = 512

/** How many candidates a message carries: as many as take a while, by what they took so far. */
export class Shares {
  #secondsEach: number | null = null

  constructor(private readonly workers: number) {}

  /** Says how long candidates took a worker. */
  took(seconds: number, candidates: number): void {
    const each = seconds / candidates
    this.#secondsEach = this.#secondsEach === null ? each : 0.75 * this.#secondsEach + 0.25 * each
  }

  /** Candidates of one message, of a batch. */
  of(batch: number): number {
    const wanted = this.#secondsEach === null ? firstShare : Math.round(jobSeconds / this.#secondsEach)
    // One for each worker at least, so that they end together.
    const fair = Math.ceil(batch / this.workers)
    return Math.max(1, Math.min(wanted, fair, mostShare))
  }
}
