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
  { bridges: false, temperature: 1, ofNext: false },
  { bridges: false, temperature: 1, ofNext: false },
  { bridges: false, temperature: 1, ofNext: true },
  { bridges: false, temperature: 2, ofNext: false },
  { bridges: true, temperature: 4, ofNext: false },
  { bridges: false, temperature: 4, ofNext: true },
  { bridges: false, temperature: 8, ofNext: false },
] as const
const onTheirOwn = [false, true, false]
const cooling = [10, 4, 2, 1]

/** Plain lists of a kind that lanes of their own begin with. */
const mostStarts = 2

/** Programs of more products take longer to try: their walks are shorter in proportion. */
const fewProducts = 100

type Start = NonNullable<Walked['best']>

const fastestFirst = (found: readonly Walked['best'][]): readonly Start[] =>
  found.filter((walked) => walked !== null).toSorted((a, b) => a.cycles - b.cycles)

/** The first few that differ: as many cycles are mostly the same program. */
const different = (found: readonly Start[]): readonly Start[] =>
  found.filter(({ cycles }, i) => i === 0 || cycles !== found[i - 1].cycles).slice(0, mostStarts)

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
  /** The best of each kind of plain lists and of what came of it, the fastest first. */
  #best: Start[] = []
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
    const starts = fastestFirst(legal.flatMap(different)).map(({ schedule }) => schedule)
    this.#own = onTheirOwn.map(
      (bridges, number) => new OwnLane(number, bridges, starts.length === 0 ? kinds.flat() : starts),
    )
    this.#best = fastestFirst(legal.map(([first]) => first)).slice()
    return this.#best.at(0) ?? null
  }

  /**
   * @param steps of each walk, for programs of few products. @param best the fastest schedule so far.
   * @param until time at which the walks end, as Date.now gives it; null for no limit.
   * @returns the fastest schedule of the round; null when no lane has found a legal one.
   */
  async round(steps: number, best: Schedule | null, until: number | null): Promise<Walked['best']> {
    const temperatureOf = (temperature: number) => (this.#rounds === 0 ? cooling[0] : temperature)
    const near = nearBest.map(({ bridges, temperature, ofNext }) => {
      const kind = ofNext && this.#best.length > 1 ? 1 : 0
      const start = kind === 0 && best !== null && this.#rounds > 0 ? best : this.#best.at(kind)?.schedule
      return { kind, start: start ?? this.#own[0].schedule, bridges, temperature: temperatureOf(temperature) }
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
    for (const [lane, { kind }] of near.entries()) this.#take(kind, walked[lane])
    this.#best.sort((a, b) => a.cycles - b.cycles)
    return fastestFirst(walked).at(0) ?? null
  }

  /** What a walk from a kind's best came by is that if it is faster. */
  #take(kind: number, found: Walked['best']): void {
    if (found && found.cycles < (this.#best.at(kind)?.cycles ?? Infinity)) this.#best[kind] = found
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
