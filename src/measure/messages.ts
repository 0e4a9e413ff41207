import type { Schedule } from '../compiler/schedule.js'
import type { Hardware } from '../hardware/hardware.js'
import type { Shard } from '../search/certified/regions.js'
import type { SettledShard } from '../search/certified/settle-region.js'
import type { Walk, Walked } from '../search/product-lists/anneal.js'
import type { Fastest } from '../search/product-lists/fastest.js'
import type { PlainLists } from '../search/product-lists/starts.js'
import type { Workload } from '../workload/workload.js'
import type { Candidates } from './candidates.js'

/*
 * Everything that crosses between the pool and its workers. Plain data only: structured clone copies it, so one
 * message a batch each way.
 */

/** What candidates are measured on; workers keep what they derive from it. */
export interface Subject {
  readonly workload: Workload
  readonly hardware: Hardware
  /** Seed of the random operands that outputs are verified with. */
  readonly seed: number
  /**
   * Start-up delays of the memories to time on, in cycles: a candidate's cycles are the most over them. The machine's
   * own memory when left out.
   */
  readonly startUpDelays?: readonly number[]
}

/** Asks whether a worker runs at all. */
export interface PingJob {
  readonly kind: 'ping'
}

/** Candidates to measure. */
export interface MeasureJob extends Subject {
  readonly kind: 'measure'
  readonly candidates: Candidates
  /** Cycles that only a schedule verified in full may equal or beat; null to verify all of them in full. */
  readonly incumbent: number | null
  /** Time (as Date.now gives it) at which no further candidate is begun; null for never. */
  readonly until: number | null
}

/** A schedule whose program is wanted as a bundle. */
export interface BuildJob extends Subject {
  readonly kind: 'build'
  readonly schedule: Schedule
}

/** A schedule whose run is wanted instruction by instruction, under a name. */
export interface TimelineJob extends Subject {
  readonly kind: 'timeline'
  readonly schedule: Schedule
  readonly name: string
}

/** A part of the sequence space to settle: schedules faster than `limit` cycles are looked for. */
export interface SettleJob extends Subject {
  readonly kind: 'settle'
  readonly shard: Shard
  readonly limit: number
  /** Regions settled at most; null for all that the bounds let through. */
  readonly mostRegions: number | null
  /** Time (as Date.now gives it) at which the part is given up; null for never. */
  readonly until: number | null
}

/** A kind of plain lists, the fastest of which are wanted. */
export interface ListsJob extends Subject {
  readonly kind: 'lists'
  readonly of: PlainLists
  /** Time (as Date.now gives it) at which no more are timed; null for never. */
  readonly until: number | null
}

/** A walk through lists of products. */
export interface AnnealJob extends Subject {
  readonly kind: 'anneal'
  readonly walk: Walk
  /** Time (as Date.now gives it) at which the walk ends; null for never. */
  readonly until: number | null
}

/** A workload whose bound for any program is wanted: that can take seconds. */
export interface BoundJob extends Subject {
  readonly kind: 'bound'
}

/** A schedule that is to be explained. */
export interface ExplainJob extends Subject {
  readonly kind: 'explain'
  readonly schedule: Schedule
}

export type Job =
  PingJob | MeasureJob | BuildJob | TimelineJob | ExplainJob | SettleJob | ListsJob | AnnealJob | BoundJob

/** The worker runs. */
export interface PingReply {
  readonly kind: 'ping'
}

/** A row a candidate, in the job's order, of the first ones: the bytes of a RowGroup in today's form. */
export interface MeasureReply {
  readonly kind: 'measure'
  readonly worker: number
  readonly length: number
  readonly rows: Uint8Array
}

/** A program with the subject's random operands in place, and what it must leave in its output region. */
export interface BuildReply {
  readonly kind: 'build'
  /** An uncompressed `.vtas` bundle. */
  readonly bundle: Uint8Array
  /** The reference's bytes of the output region, padding included. */
  readonly expected: Uint8Array
}

/** A run as Chrome trace JSON. */
export interface TimelineReply {
  readonly kind: 'timeline'
  readonly trace: string
}

/** The schedule of a build or a timeline is illegal, and why. */
export interface IllegalReply {
  readonly kind: 'illegal'
  readonly detail: string
}

/** An explanation as JSON (docs/explain.md). */
export interface ExplainReply {
  readonly kind: 'explain'
  readonly explanation: string
}

/** What became of a shard. */
export interface SettleReply {
  readonly kind: 'settle'
  readonly settled: SettledShard
}

/** Lists of products to begin walks with. */
export interface ListsReply {
  readonly kind: 'lists'
  readonly fastest: Fastest
}

/** What a walk came by. */
export interface AnnealReply {
  readonly kind: 'anneal'
  readonly walked: Walked
}

/** Cycles that no program can beat. */
export interface BoundReply {
  readonly kind: 'bound'
  readonly cycles: number
}

export type Reply =
  | PingReply
  | MeasureReply
  | BuildReply
  | TimelineReply
  | IllegalReply
  | SettleReply
  | ListsReply
  | AnnealReply
  | BoundReply
  | ExplainReply

export const unexpected = (reply: Reply): Error => new Error(`a worker answered with "${reply.kind}"`)
