import type { Schedule } from '../compiler/schedule.js'
import { extentsOf } from '../compiler/tiles.js'
import { these } from '../measure/candidates.js'
import { rowsOf } from '../measure/row-group.js'
import type { SettledShard } from '../search/certified/settle-region.js'
import type { Walked } from '../search/product-lists/anneal.js'
import { listKinds } from '../search/product-lists/starts.js'
import { spaceName } from '../search/certified/space-name.js'
import { BoundBeside } from './bound-beside.js'
import { Certificate } from './certificate.js'
import { ListWalks } from './list-walks.js'
import { resultOf } from './result.js'
import { orSoFar } from './so-far.js'
import { TimeLimit } from './time-limit.js'
import type { TuneOptions } from './tuning-run.js'
import type { BestSchedule, TuneProgress, TuneRequest, TuneResult } from './tuning.js'

/** Parts of the space, and how many are settled against the same limit: not the number of workers. */
export const shards = 64
const shardsAtOnce = 8

/** Walks through lists of products: a quick round for something good to beat, then rounds while they help. */
const quickSteps = [200, 1000]
const steps = 6000
/** So many rounds in a row that find nothing faster are enough. */
const vainRounds = 6

/** Of a budget's seconds, beyond those that it takes to find something good, a share that walks leave for the proof. */
const searchSeconds = 10
const proofShare = 0.6

/** The first look, for something good to beat: regions of few tiles, and only the most promising of each part. */
const fewTiles = 6
const fewRegions = 12

/** Twice as many tiles as C must be cut into for the accumulators to hold one, but not fewer than a few. */
function firstLookTiles({ workload, hardware }: TuneRequest): number {
  const { m, n } = extentsOf(workload, hardware)
  return Math.max(fewTiles, 2 * Math.ceil((m * n) / hardware.depth.acc))
}

const cyclesOf = (best: { readonly cycles: number } | null): number => best?.cycles ?? Infinity

/**
 * A tuning that ends in a proof. Walks through lists of products, a space too large to be settled, find the best; then
 * every schedule of the sequence space is shown to be no faster, by a bound or by an exact run. Parts of the space are settled by workers against a limit that is frozen for a batch of
 * parts, so the result does not depend on how many workers there are.
 */
export class CertifiedRun {
  readonly #limit: TimeLimit
  /** Seconds that the longest measurement took: so many are left for that of what walks and parts find. */
  #reserve = 0
  #certified = false
  /** False when what seemed faster could not be verified. */
  #isComplete = true
  readonly #sums = { schedules: 0, bounded: 0, simulated: 0 }
  #default: BestSchedule | null = null
  #best: BestSchedule | null = null
  #partsDone = 0
  #bound: BoundBeside | null = null
  /** Parts that are not settled; null where none is to be. */
  #openParts: number | null = null
  readonly #certificate = new Certificate(shards)
  /** By kind of plain lists; the last ones part groups by borders too. */
  readonly #walks: readonly ListWalks[]

  constructor(
    readonly defaultSchedule: Schedule,
    readonly request: TuneRequest,
    readonly options: TuneOptions,
  ) {
    const { workload, hardware, budget } = request
    this.#limit = new TimeLimit(budget.seconds, options.signal)
    this.#walks = listKinds(workload, hardware).map(
      (kind) => new ListWalks(kind, request, options.pool, this.#limit.signal),
    )
  }

  /** Runs to the end, or until the budget is spent. @throws OutOfTime; the signal's reason when that aborts. */
  run(): Promise<TuneResult> {
    this.#openParts = shards
    return orSoFar(this.#settleAll(), () => this.#result(), this.#limit, this.options)
  }

  /** Walks alone, to the end, where the bounds say nothing of what is minimised: nothing is certified. */
  walkOnly(): Promise<TuneResult> {
    return orSoFar(this.#walkAll(), () => this.#result(), this.#limit, this.options)
  }

  async #settleAll(): Promise<TuneResult> {
    const bound = await this.#begin()
    const looked = await this.#parts(firstLookTiles(this.request), fewRegions, shardsAtOnce)
    Object.assign(this.#sums, { schedules: 0, bounded: 0, simulated: 0 })
    await this.#walkOn(this.#timeForProof)
    const settled = looked && (await this.#parts(null, null, shards))
    await this.#walkOn(0)
    // Of a space without schedules nothing is shown.
    this.#certified = settled && this.#isComplete && this.#best !== null && this.#sums.schedules > 0
    if (this.#certified && this.#best)
      this.options.onCertificate?.(this.#certificate.lines(this.request, this.#best))
    await bound.found()
    return this.#result()
  }

  async #walkAll(): Promise<TuneResult> {
    const bound = await this.#begin()
    await this.#walkOn(0)
    await bound.found()
    return this.#result()
  }

  /** Finds something good to beat, and has the bound worked out from then on. */
  async #begin(): Promise<BoundBeside> {
    // Side by side: to run a large product for the first time takes seconds.
    const begun = Promise.all(this.#walks.map((walks) => walks.begin(this.#untilLeft(0))))
    const [fastest] = await Promise.all([begun, this.#measureDefault()])
    this.#walks[0].offer(this.#best)
    for (const found of fastest) await this.#hear(found)
    for (const length of quickSteps) {
      for (const walks of this.#walks) await this.#walk(walks, length, 0)
    }
    for (const walks of this.#walks) walks.vain = 0
    return (this.#bound = new BoundBeside(this.options.pool, this.request, this.#limit.signal))
  }

  /** The default schedule is what is to be beaten first; for very large workloads it can be illegal. */
  async #measureDefault(): Promise<void> {
    const { groups, row } = await this.#measure(this.defaultSchedule)
    const { cycles, verified } = row
    if (cycles !== null && verified) this.#best = { schedule: this.defaultSchedule, cycles, verified }
    this.#default = this.#best
    await this.options.onBatch?.(groups, this.#progress())
  }

  async #measure(schedule: Schedule) {
    const begun = performance.now()
    const groups = await this.options.pool.measure(this.request, these(schedule), this.#limit.signal)
    this.#reserve = Math.max(this.#reserve, (performance.now() - begun) / 1000)
    return { groups, row: rowsOf(groups)[0] }
  }

  /** One round of walks through lists of products, if it begins before so many seconds of the budget are left, and until then. */
  async #walk(walks: ListWalks, length: number, left: number): Promise<void> {
    if (this.#isSpent(left)) return
    await this.#hear(await walks.round(length, this.#untilLeft(left)))
  }

  /** What walks have found becomes the best if it is. */
  async #hear(found: Walked['best']): Promise<void> {
    this.#partsDone++
    if (found && found.cycles < cyclesOf(this.#best)) await this.#consider(found.schedule)
  }

  /**
   * Walks of each kind, the one that leads first, and of another from the best of all where a round found nothing faster, until
   * so many in a row of each did not, or so many seconds of the budget are left.
   */
  async #walkOn(left: number): Promise<void> {
    const kinds = this.#walks.toSorted((a, b) => cyclesOf(a.best) - cyclesOf(b.best))
    for (let turn = 0; kinds.some(({ vain }) => vain < vainRounds); turn++) {
      const walks = kinds[turn % kinds.length]
      walks.offer(this.#best)
      if (walks.vain >= vainRounds) continue
      do {
        if (this.#isSpent(left)) return
        await this.#walk(walks, steps, left)
      } while (walks.vain === 0)
    }
  }

  /** Settles the space in `of` parts; false when the budget is spent before the last of them. */
  async #parts(mostTiles: number | null, mostRegions: number | null, of: number): Promise<boolean> {
    for (let first = 0; first < of; first += shardsAtOnce) {
      if (this.#isSpent(0)) return false
      const limit = this.#best?.cycles ?? Number.MAX_SAFE_INTEGER
      const batch = Array.from({ length: Math.min(shardsAtOnce, of - first) }, (_, i) =>
        this.options.pool.settle(
          this.request,
          { shard: { shard: first + i, of, mostTiles }, limit, mostRegions, until: this.#untilLeft(0) },
          this.#limit.signal,
        ),
      )
      const parts = await Promise.all(batch)
      const complete = parts.every((part) => part.complete)
      for (const [i, settled] of parts.entries()) {
        await this.#take(settled)
        if (mostRegions !== null) continue
        this.#certificate.add(first + i, limit, settled)
        if (settled.complete && this.#openParts !== null) this.#openParts--
      }
      this.#partsDone += batch.length
      if (!complete) return false
    }
    return true
  }

  async #take({ regions, boundedSchedules, best }: SettledShard): Promise<void> {
    this.#sums.schedules += boundedSchedules
    this.#sums.bounded += boundedSchedules
    for (const { schedules, bounded, simulated } of regions) {
      this.#sums.schedules += schedules
      this.#sums.bounded += bounded
      this.#sums.simulated += simulated
    }
    if (best && best.cycles < cyclesOf(this.#best)) await this.#consider(best.schedule)
  }

  /** Measures and verifies a schedule; it becomes the best if it is faster. @throws Error when it is not right. */
  async #consider(schedule: Schedule): Promise<void> {
    const { groups, row } = await this.#measure(schedule)
    const { cycles, verified, status, detail } = row
    if (status === 'timeout' || status === 'crashed') {
      this.#isComplete = false
    } else if (cycles === null || !verified) {
      throw new Error(`a schedule that should win is not right: ${detail ?? status}`)
    } else if (cycles < cyclesOf(this.#best)) {
      this.#best = { schedule, cycles, verified }
    }
    await this.options.onBatch?.(groups, this.#progress())
  }

  get #timeForProof(): number {
    return proofShare * Math.max(0, (this.request.budget.seconds ?? 0) - searchSeconds)
  }

  /** When so many seconds of the budget are left, or those that it takes to verify a find. */
  #untilLeft(seconds: number): number | null {
    return this.#limit.until(Math.max(seconds, this.#reserve))
  }

  #isSpent(left: number): boolean {
    const { trials } = this.request.budget
    return this.#limit.isSpent(Math.max(left, this.#reserve)) || this.#simulated >= (trials ?? Infinity)
  }

  /** Schedules timed: by the walks and where the space was settled. */
  get #simulated(): number {
    return this.#walks.reduce((sum, { simulated }) => sum + simulated, this.#sums.simulated)
  }

  #progress(): TuneProgress {
    const { seconds } = this.#limit
    const simulated = this.#simulated
    return {
      tried: this.#partsDone,
      trials: shards + shardsAtOnce + 3,
      simulated,
      seconds,
      candidates_per_second: (this.#sums.bounded + simulated) / seconds,
      best: this.#best,
    }
  }

  #result(): TuneResult {
    const { best, simulated, seconds, candidates_per_second } = this.#progress()
    const { schedules, bounded, simulated: legal } = this.#sums
    return resultOf(this.request, {
      best,
      default_cycles: this.#default?.cycles ?? null,
      lower_bound: this.#bound?.known ?? null,
      certified: this.#certified,
      space: spaceName,
      // Counted as parts are settled.
      space_size: this.#openParts === 0 ? schedules : null,
      legal,
      distinct: legal,
      simulated,
      pruned: bounded,
      open_parts: this.#openParts,
      seconds,
      candidates_per_second,
    })
  }
}
