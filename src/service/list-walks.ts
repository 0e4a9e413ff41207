import type { Schedule } from '../compiler/schedule.js'
import type { Walk, Walked } from '../search/product-lists/anneal.js'
import { startingLists } from '../search/product-lists/starts.js'
import type { Measurer } from './recorded-run.js'
import type { TuneRequest } from './tuning.js'

/**
 * Walks side by side, of several kinds because none is best everywhere; not the number of workers, so that what they
 * find does not depend on it. From the second round on some go on from the best there is, others from their own.
 */
const lanes = [
  { fromBest: true, bridges: false, temperature: 12 },
  { fromBest: false, bridges: false, temperature: 25 },
  { fromBest: true, bridges: true, temperature: 12 },
  { fromBest: false, bridges: true, temperature: 25 },
  { fromBest: true, bridges: false, temperature: 25 },
  { fromBest: false, bridges: false, temperature: 50 },
  { fromBest: true, bridges: true, temperature: 25 },
  { fromBest: false, bridges: true, temperature: 50 },
] as const satisfies readonly (Pick<Walk, 'bridges' | 'temperature'> & { fromBest: boolean })[]

/** Programs of more products take longer to try: their walks are shorter in proportion. */
const fewProducts = 100

/** Walks through lists of products, in rounds. */
export class ListWalks {
  /** Runs so far. */
  simulated = 0
  readonly #starts: readonly Schedule[]
  /** By lane: the fastest schedule that it came by since it last began anew. */
  readonly #own: { schedule: Schedule; cycles: number }[]
  #rounds = 0

  constructor(
    readonly request: TuneRequest,
    readonly pool: Pick<Measurer, 'anneal'>,
    readonly signal: AbortSignal | undefined,
  ) {
    this.#starts = startingLists(request.workload, request.hardware)
    this.#own = lanes.map((_, lane) => this.#anew(lane))
  }

  #anew(lane: number): { schedule: Schedule; cycles: number } {
    return { schedule: this.#starts[lane % this.#starts.length], cycles: Infinity }
  }

  /**
   * @param steps of each walk, for programs of few products. @param best the fastest schedule so far.
   * @param until time at which the walks end, as Date.now gives it; null for no limit.
   * @returns the fastest schedule of the round; null when no lane has found a legal one.
   */
  async round(steps: number, best: Schedule | null, until: number | null): Promise<Walked['best']> {
    const walks = await Promise.all(
      lanes.map(({ fromBest, bridges, temperature }, lane) => {
        const start = fromBest && best && this.#rounds > 0 ? best : this.#own[lane].schedule
        const seed = this.request.seed * 1_000_003 + this.#rounds * lanes.length + lane
        const share = Math.min(1, fewProducts / (start.products?.length ?? fewProducts))
        const walk = { start, seed, steps: Math.ceil(steps * share), temperature, bridges }
        return this.pool.anneal(this.request, { walk, until }, this.signal)
      }),
    )
    this.#rounds++
    let fastest: Walked['best'] = null
    for (const [lane, walked] of walks.entries()) {
      this.simulated += walked.simulated
      if (!walked.best) continue
      // A lane that found nothing better begins anew.
      this.#own[lane] = walked.best.cycles < this.#own[lane].cycles ? walked.best : this.#anew(lane)
      if (walked.best.cycles < (fastest?.cycles ?? Infinity)) fastest = walked.best
    }
    return fastest
  }
}
