import type { Schedule } from '../compiler/schedule.js'
import type { Measurer } from '../measure/pool.js'
import type { Walk, Walked } from '../search/product-lists/anneal.js'
import { startingLists } from '../search/product-lists/starts.js'
import type { TuneRequest } from './tuning.js'

/*
 * Lanes walk side by side, as many as there are here and not as there are workers, so that what they find does not depend
 * on those. Cold walks from the best there is find what is near it; lanes of their own begin warmer, from plain lists,
 * cool down round by round, and begin anew when they find nothing more, so that the best need not be near the last one.
 */
const nearBest = [
  { bridges: false, temperature: 1 },
  { bridges: false, temperature: 1 },
  { bridges: false, temperature: 2 },
  { bridges: true, temperature: 4 },
  { bridges: false, temperature: 8 },
] as const satisfies readonly Pick<Walk, 'bridges' | 'temperature'>[]
const onTheirOwn = [false, true, false]
const cooling = [10, 4, 2, 1]

/** Plain lists that walks begin with: the fastest of each kind, and then the fastest of all. */
const mostStarts = 6

/** Programs of more products take longer to try: their walks are shorter in proportion. */
const fewProducts = 100

const fastestFirst = (found: readonly Walked['best'][]): readonly NonNullable<Walked['best']>[] =>
  found.filter((walked) => walked !== null).toSorted((a, b) => a.cycles - b.cycles)

/** A lane that goes on from what it came by itself. */
class OwnLane {
  schedule: Schedule
  #cycles = Infinity
  #walks = 0
  #lives = 0

  constructor(
    readonly number: number,
    readonly bridges: boolean,
    readonly starts: readonly Schedule[],
  ) {
    this.schedule = this.#start
  }

  get #start(): Schedule {
    return this.starts[(this.number + this.#lives) % this.starts.length]
  }

  get temperature(): number {
    return cooling[Math.min(this.#walks, cooling.length - 1)]
  }

  /** Goes on from what a walk came by, or begins anew where that is cold and found nothing better. */
  take(found: NonNullable<Walked['best']>): void {
    this.#walks++
    if (found.cycles < this.#cycles) {
      this.schedule = found.schedule
      this.#cycles = found.cycles
    } else if (this.#walks >= cooling.length) {
      this.#lives++
      this.#walks = 0
      this.#cycles = Infinity
      this.schedule = this.#start
    }
  }
}

/** Walks through lists of products, in rounds. */
export class ListWalks {
  /** Runs so far. */
  simulated = 0
  #starts: readonly Schedule[] = []
  #own: readonly OwnLane[] = []
  #rounds = 0

  constructor(
    readonly request: TuneRequest,
    readonly pool: Pick<Measurer, 'anneal'>,
    readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * Times all plain lists, for the fastest to begin walks with.
   * @param until as `round` takes it. @returns the fastest; null when none is legal, or there was no time.
   */
  async begin(until: number | null): Promise<Walked['best']> {
    const kinds = startingLists(this.request.workload, this.request.hardware)
    const timed = await Promise.all(
      kinds.map((lists) =>
        Promise.all(lists.map((start) => this.#walk({ start, bridges: false, temperature: 0 }, 0, 0, until))),
      ),
    )
    const legal = timed.map(fastestFirst).filter((found) => found.length > 0)
    const best = fastestFirst(legal.map(([first]) => first))
    const starts = [...best, ...fastestFirst(legal.flatMap((found) => found.slice(1)))].slice(0, mostStarts)
    this.#starts = starts.length === 0 ? kinds.flat() : starts.map(({ schedule }) => schedule)
    this.#own = onTheirOwn.map((bridges, number) => new OwnLane(number, bridges, this.#starts))
    return best.at(0) ?? null
  }

  /**
   * @param steps of each walk, for programs of few products. @param best the fastest schedule so far.
   * @param until time at which the walks end, as Date.now gives it; null for no limit.
   * @returns the fastest schedule of the round; null when no lane has found a legal one.
   */
  async round(steps: number, best: Schedule | null, until: number | null): Promise<Walked['best']> {
    const isFirst = this.#rounds === 0
    const near = nearBest.map(({ bridges, temperature }, lane) => {
      const start = best === null || isFirst ? this.#starts[lane % this.#starts.length] : best
      return { start, bridges, temperature: isFirst ? cooling[0] : temperature }
    })
    const own = this.#own.map(({ schedule, bridges, temperature }) => ({
      start: schedule,
      bridges,
      temperature,
    }))
    const walked = await Promise.all(
      [...near, ...own].map((walk, lane) => this.#walk(walk, lane, steps, until)),
    )
    this.#rounds++
    for (const [lane, found] of walked.slice(near.length).entries()) if (found) this.#own[lane].take(found)
    return walked.reduce((fastest, found) =>
      (found?.cycles ?? Infinity) < (fastest?.cycles ?? Infinity) ? found : fastest,
    )
  }

  async #walk(
    walk: Pick<Walk, 'start' | 'bridges' | 'temperature'>,
    lane: number,
    steps: number,
    until: number | null,
  ): Promise<Walked['best']> {
    const lanes = nearBest.length + onTheirOwn.length
    const seed = this.request.seed * 1_000_003 + this.#rounds * lanes + lane
    const share = Math.min(1, fewProducts / (walk.start.products?.length ?? fewProducts))
    const part = { walk: { ...walk, seed, steps: Math.ceil(steps * share) }, until }
    const { best, simulated } = await this.pool.anneal(this.request, part, this.signal)
    this.simulated += simulated
    return best
  }
}
