import { availableParallelism } from 'node:os'
import type { Schedule } from '../compiler/schedule.js'
import { InputError } from '../hardware/input.js'
import type { SettledShard } from '../search/certified/settle-region.js'
import type { Walked } from '../search/product-lists/anneal.js'
import type { Fastest } from '../search/product-lists/fastest.js'
import { Batches, type MeasureLimits } from './batches.js'
import type { Candidates } from './candidates.js'
import {
  unexpected,
  type AnnealJob,
  type ListsJob,
  type BuildReply,
  type IllegalReply,
  type Reply,
  type SettleJob,
  type Subject,
} from './messages.js'
import type { RowGroup } from './row-group.js'
import { Threads, workerFile } from './threads.js'

export interface PoolOptions {
  /** Threads; by default one for each core. */
  readonly workers?: number
  /** Wall-clock limit of one candidate. */
  readonly candidateSeconds?: number
  /** The workers' code, when it is not this package's own. */
  readonly worker?: URL
  /** JavaScript heap of a worker; a candidate that needs more is recorded as crashed. */
  readonly heapMegabytes?: number
}

/** Wall-clock limit of a part of the space: a shard of the largest workloads takes minutes. */
const settleMilliseconds = 3_600_000

/** Bounds kept, all dropped when there are more. */
const keptBounds = 1000

/** @throws InputError when the reply says that the job's schedule is illegal. */
function legal(reply: Reply): Exclude<Reply, IllegalReply> {
  if (reply.kind === 'illegal') throw new InputError('schedule', reply.detail)
  return reply
}

/** A subject and nothing that a caller's larger record holds beside it: it is copied with every message. */
const subjectOf = ({ workload, hardware, seed, startUpDelays }: Subject): Subject => ({
  workload,
  hardware,
  seed,
  ...(startUpDelays && { startUpDelays }),
})

/** What a tuning wants of a pool. */
export type Measurer = Pick<MeasurePool, 'measure' | 'settle' | 'lists' | 'anneal' | 'bound'>

/** Measures candidates in worker threads: the caller's thread never compiles or simulates. */
export class MeasurePool {
  readonly #threads: Threads
  readonly #milliseconds: number
  readonly #batches: Batches
  /** Bounds that were worked out, by workload and hardware: a service tunes the same more than once. */
  readonly #bounds = new Map<string, number>()

  /** How many threads measure. */
  readonly workers: number

  /** Its workers start when the first of them is wanted; whoever wants it then is told when they do not. */
  constructor({
    workers = availableParallelism(),
    candidateSeconds = 30,
    worker: file = workerFile,
    heapMegabytes = 512,
  }: PoolOptions = {}) {
    this.workers = workers
    this.#threads = new Threads({ workers, file, heapMegabytes })
    this.#milliseconds = candidateSeconds * 1000
    this.#batches = new Batches(this.#threads, workers, this.#milliseconds)
  }

  /** A pool whose workers have started. @throws Error when they do not start. */
  static async start(options: PoolOptions = {}): Promise<MeasurePool> {
    const pool = new MeasurePool(options)
    await pool.#threads.ready()
    return pool
  }

  /** Workers that ended and were replaced. */
  get restarts(): number {
    return this.#threads.ended
  }

  /**
   * Measures candidates; the rows are in their order and, but for worker and seconds, do not depend on the number of
   * workers. A candidate that takes too long or ends its worker is recorded as such and costs no other its measurement.
   * @returns all, or, where time was up, of the first of them.
   * @throws the signal's reason when that aborts; Error when no worker can be had any more.
   */
  measure(
    subject: Subject,
    candidates: Candidates,
    signal?: AbortSignal,
    limits: MeasureLimits = {},
  ): Promise<readonly RowGroup[]> {
    return this.#batches.measure(subjectOf(subject), candidates, limits, signal)
  }

  /**
   * Builds a schedule's program, with random operands of the subject's seed in place.
   * @throws InputError when the schedule is illegal; JobFailed when the worker did not live to tell.
   */
  async build(subject: Subject, schedule: Schedule, signal?: AbortSignal): Promise<BuildReply> {
    const job = { kind: 'build', ...subjectOf(subject), schedule } as const
    const reply = legal(await this.#threads.run(job, this.#milliseconds, signal))
    if (reply.kind !== 'build') throw unexpected(reply)
    return reply
  }

  /**
   * Times a schedule's program.
   * @returns every instruction as Chrome trace JSON, under the name.
   * @throws InputError when the schedule is illegal; JobFailed when the worker did not live to tell.
   */
  async timeline(subject: Subject, schedule: Schedule, name: string): Promise<string> {
    const job = { kind: 'timeline', ...subjectOf(subject), schedule, name } as const
    const reply = legal(await this.#threads.run(job, this.#milliseconds))
    if (reply.kind !== 'timeline') throw unexpected(reply)
    return reply.trace
  }

  /**
   * Explains a schedule.
   * @returns the explanation as JSON.
   * @throws InputError when the schedule is illegal; JobFailed when the worker did not live to tell.
   */
  async explain(subject: Subject, schedule: Schedule): Promise<string> {
    const job = { kind: 'explain', ...subjectOf(subject), schedule } as const
    const reply = legal(await this.#threads.run(job, this.#milliseconds))
    if (reply.kind !== 'explain') throw unexpected(reply)
    return reply.explanation
  }

  /**
   * Settles a part of the sequence space.
   * @throws the signal's reason when that aborts; JobFailed when the worker did not live to tell.
   */
  async settle(
    subject: Subject,
    part: Pick<SettleJob, 'shard' | 'limit' | 'mostRegions' | 'until'>,
    signal?: AbortSignal,
  ): Promise<SettledShard> {
    const reply = await this.#threads.run(
      { kind: 'settle', ...subjectOf(subject), ...part },
      settleMilliseconds,
      signal,
    )
    if (reply.kind !== 'settle') throw unexpected(reply)
    return reply.settled
  }

  /**
   * The fastest plain lists of products of a kind.
   * @throws the signal's reason when that aborts; JobFailed when the worker did not live to tell.
   */
  async lists(
    subject: Subject,
    part: Pick<ListsJob, 'of' | 'until'>,
    signal?: AbortSignal,
  ): Promise<Fastest> {
    const job = { kind: 'lists', ...subjectOf(subject), ...part } as const
    const reply = await this.#threads.run(job, settleMilliseconds, signal)
    if (reply.kind !== 'lists') throw unexpected(reply)
    return reply.fastest
  }

  /**
   * Walks through lists of products.
   * @throws the signal's reason when that aborts; JobFailed when the worker did not live to tell.
   */
  async anneal(
    subject: Subject,
    part: Pick<AnnealJob, 'walk' | 'until'>,
    signal?: AbortSignal,
  ): Promise<Walked> {
    const reply = await this.#threads.run(
      { kind: 'anneal', ...subjectOf(subject), ...part },
      settleMilliseconds,
      signal,
    )
    if (reply.kind !== 'anneal') throw unexpected(reply)
    return reply.walked
  }

  /**
   * The bound for any program (docs/bounds.md), in cycles; here because that can take seconds.
   * @throws the signal's reason when that aborts; JobFailed when the worker did not live to tell.
   */
  async bound(subject: Subject, signal?: AbortSignal): Promise<number> {
    const { workload, hardware } = subject
    const name = JSON.stringify([workload, hardware])
    const known = this.#bounds.get(name)
    if (known !== undefined) return known
    const reply = await this.#threads.run(
      { kind: 'bound', ...subjectOf(subject) },
      settleMilliseconds,
      signal,
    )
    if (reply.kind !== 'bound') throw unexpected(reply)
    if (this.#bounds.size >= keptBounds) this.#bounds.clear()
    this.#bounds.set(name, reply.cycles)
    return reply.cycles
  }

  /** Ends the workers; what is being measured is lost. */
  close(): Promise<void> {
    return this.#threads.close()
  }
}
