import type { Schedule } from '../compiler/schedule.js'
import type { Walk, Walked } from '../search/product-lists/anneal.js'
import { startingLists } from '../search/product-lists/starts.js'
import type { Measurer } from './recorded-run.js'
import type { TuneRequest } from './tuning.js'

/** Walks side by side; not the number of workers, so that what they find does not depend on it. */
const lanes = 4

/** How far the walks of a round go, for programs of few products, and how much a step may lose (anneal.ts), in cycles. */
export type Round = Pick<Walk, 'steps' | 'temperature'>

/** Programs of more products take longer to try: their walks are shorter in proportion. */
const fewProducts = 32

/**
 * Walks through lists of products, in rounds: every second lane goes on from the best there is, the others from their
 * own; and half of the lanes bridge gaps.
 */
export class ListWalks {
  /** Schedules timed so far. */
  simulated = 0
  /** By lane: the fastest schedule that it came by. */
  readonly #own: { schedule: Schedule; cycles: number }[]
  #rounds = 0

  constructor(
    readonly request: TuneRequest,
    readonly pool: Pick<Measurer, 'anneal'>,
    readonly signal: AbortSignal | undefined,
  ) {
    const starts = startingLists(request.workload, request.hardware)
    this.#own = Array.from({ length: lanes }, (_, lane) => ({
      schedule: starts[lane % starts.length],
      cycles: Infinity,
    }))
  }

  /**
   * @param best the fastest schedule so far. @param seconds wall-clock seconds left; null for no limit.
   * @returns the fastest schedule of the round; null when no lane has found a legal one.
   */
  async round(round: Round, best: Schedule | null, seconds: number | null): Promise<Walked['best']> {
    const walks = await Promise.all(
      this.#own.map(({ schedule }, lane) =>
        this.#walk(round, lane, best && lane % 2 === 0 ? best : schedule, seconds),
      ),
    )
    this.#rounds++
    let fastest: Walked['best'] = null
    for (const [lane, walked] of walks.entries()) {
      this.simulated += walked.simulated
      if (!walked.best) continue
      if (walked.best.cycles < this.#own[lane].cycles) this.#own[lane] = walked.best
      if (walked.best.cycles < (fastest?.cycles ?? Infinity)) fastest = walked.best
    }
    return fastest
  }

  #walk(
    { steps, temperature }: Round,
    lane: number,
    start: Schedule,
    seconds: number | null,
  ): Promise<Walked> {
    const share = Math.min(1, fewProducts / (start.products?.length ?? fewProducts))
    const seed = this.request.seed * 1_000_003 + this.#rounds * lanes + lane
    const walk = { start, seed, steps: Math.ceil(steps * share), temperature, bridges: lane >= lanes / 2 }
    return this.pool.anneal(this.request, { walk, seconds }, this.signal)
  }
}
