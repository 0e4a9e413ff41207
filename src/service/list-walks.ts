import type { Schedule } from '../compiler/schedule.js'
import type { Measurer } from '../measure/pool.js'
import type { Walk, Walked } from '../search/product-lists/anneal.js'
import type { ListKind } from '../search/product-lists/starts.js'
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

/** Programs of more products take longer to try: their walks are shorter in proportion. */
const fewProducts = 100

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

/** Walks through lists of products that begin with one kind of plain lists, in rounds. */
export class ListWalks {
  /** Runs so far. */
  simulated = 0
  /** The fastest so far: what the walks near the best begin with. */
  best: Walked['best'] = null
  /** Rounds in a row that found nothing faster. */
  vain = 0
  #starts: readonly Schedule[] = []
  #own: readonly OwnLane[] = []
  #rounds = 0

  constructor(
    readonly kind: ListKind,
    readonly request: TuneRequest,
    readonly pool: Pick<Measurer, 'lists' | 'anneal'>,
    readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * Times plain lists, for the fastest to begin walks with.
   * @param until as `round` takes it. @returns the fastest; null when none is legal, or there was no time.
   */
  async begin(until: number | null): Promise<Walked['best']> {
    const part = { of: this.kind.lists, until }
    const { lists, simulated } = await this.pool.lists(this.request, part, this.signal)
    this.simulated += simulated
    this.#starts = lists.map(({ schedule }) => schedule)
    if (lists.length > 0)
      this.#own = onTheirOwn.map((bridges, number) => new OwnLane(number, bridges, this.#starts))
    this.best = lists.at(0) ?? null
    return this.best
  }

  /** Has the walks near the best begin with another schedule, if there is one and it is faster. */
  offer(found: Walked['best']): void {
    if (found === null || found.cycles >= (this.best?.cycles ?? Infinity)) return
    this.best = found
    this.vain = 0
  }

  /**
   * @param steps of each walk, for programs of few products.
   * @param until time at which the walks end, as Date.now gives it; null for no limit.
   * @returns the fastest schedule so far; null when no lane has found a legal one.
   */
  async round(steps: number, until: number | null): Promise<Walked['best']> {
    const isFirst = this.#rounds === 0
    const fromBest = this.best === null ? [] : [this.best.schedule]
    const starts = isFirst && this.#starts.length > 0 ? this.#starts : fromBest
    const near = (starts.length > 0 ? nearBest : []).map(({ bridges, temperature }, lane) => ({
      start: starts[lane % starts.length],
      bridges,
      temperature,
    }))
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
    this.vain++
    for (const found of walked) this.offer(found)
    return this.best
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
    const { borders } = this.kind
    const part = { walk: { ...walk, borders, seed, steps: Math.ceil(steps * share) }, until }
    const { best, simulated } = await this.pool.anneal(this.request, part, this.signal)
    this.simulated += simulated
    return best
  }
}
