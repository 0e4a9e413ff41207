import { z } from 'zod'
import { scheduleSchema, type Schedule } from '../compiler/schedule.js'
import { errorKinds, type MeasurementStatus, type Measured } from '../measure/record.js'
import type { Workload } from '../workload/workload.js'

/** The records that the store gives out. Field names are those of the columns and of the API. Times are ISO 8601. */

export const tuningStates = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const
export type TuningState = (typeof tuningStates)[number]

/** A search of ours, a re-measurement of what another log claims, or one whose candidates are measured outside. */
export const tuningKinds = ['search', 'remeasure', 'outside'] as const
export type TuningKind = (typeof tuningKinds)[number]

export const measurementStatuses = ['ok', ...errorKinds] as const satisfies readonly MeasurementStatus[]

export interface WorkloadRecord {
  readonly id: string
  readonly workload: Workload
  readonly created_at: string
}

/** How much a tuning may cost; null for no limit. */
export interface Budget {
  /** Points of the space that are tried, legal or not. */
  readonly trials: number | null
  /** Wall-clock seconds (adr/0051). */
  readonly seconds: number | null
}

/** What makes two tunings the same. */
export interface TuningKey {
  readonly kind: TuningKind
  readonly workload_id: string
  readonly hardware: string
  readonly strategy: string
  /** The space that is searched; null for claims, which are in none. */
  readonly space: string | null
  readonly seed: number
  readonly budget: Budget
  /** It may begin with what is best for similar workloads. */
  readonly warm_start: boolean
}

/** A schedule that a tuning began with, and whose best it comes from. */
export const warmStartSchema = z.object({
  workload_id: z.string(),
  hardware: z.string(),
  schedule: scheduleSchema.describe(
    'as it is there, or with its tiles scaled to the same share of each axis',
  ),
})
export type WarmStart = Readonly<Omit<z.infer<typeof warmStartSchema>, 'schedule'>> & {
  readonly schedule: Schedule
}

/** How many measurements had each status. */
export const countsSchema = z.partialRecord(z.enum(measurementStatuses), z.number().int())
export type Counts = Readonly<z.infer<typeof countsSchema>>

const bestSchema = z.object({ schedule: scheduleSchema, cycles: z.number().int(), verified: z.boolean() })

/** How far a tuning is. */
export const progressSchema = z.object({
  tried: z.number().int().describe('points of the space tried so far'),
  trials: z.number().int().describe('points that will be tried at most'),
  simulated: z.number().int().describe('programs run to their end'),
  seconds: z.number().describe('wall clock'),
  candidates_per_second: z.number(),
  best: bestSchema.nullable().describe('the fastest verified schedule so far'),
})

/** What a finished tuning found; what is not known is null. Cycles from launch to FINISH. */
export const tuningResultSchema = z.object({
  best: bestSchema.nullable().describe('the fastest verified schedule; null when none was legal'),
  default_cycles: z.number().int().nullable().describe('cycles of the default schedule'),
  microseconds: z.number().nullable().describe("the best's time at the hardware's clock"),
  lower_bound: z.number().int().nullable().describe('cycles that no schedule can beat'),
  gap: z.number().nullable().describe('best over lower bound, minus 1'),
  certified: z.boolean().describe('no schedule of the space is faster'),
  space: z.string().nullable().describe('name and version of the space that was searched'),
  space_size: z.number().int().nullable(),
  legal: z.number().int().nullable(),
  distinct: z.number().int().nullable(),
  simulated: z.number().int().nullable(),
  pruned: z.number().int().nullable(),
  open_parts: z
    .number()
    .int()
    .nullable()
    .default(null)
    .describe(
      'parts of the space, of 64, in which certified left open whether a schedule is faster; null for other strategies',
    ),
  seconds: z.number().describe('wall clock'),
  candidates_per_second: z.number(),
})

export interface BestSchedule {
  readonly schedule: Schedule
  readonly cycles: number
  readonly verified: boolean
}
type WithBest<Parsed> = Readonly<Omit<Parsed, 'best'>> & { readonly best: BestSchedule | null }
export type Progress = WithBest<z.infer<typeof progressSchema>>
export type TuningResult = WithBest<z.infer<typeof tuningResultSchema>>

export interface TuningRecord extends TuningKey {
  readonly id: string
  /** Higher goes first. */
  readonly priority: number
  /** Who asked for it first; tunings of different clients take turns. */
  readonly client: string
  readonly state: TuningState
  readonly created_at: string
  readonly started_at: string | null
  readonly finished_at: string | null
  /** What it began with; null before that, and when it did not warm-start. */
  readonly warm_from: readonly WarmStart[] | null
  readonly counts: Counts
  /** Rows of its log that are kept when it is over, beside its best and its sample; null for all. */
  readonly retain: number | null
  /** What was dropped then, by status; null before that, and where all is kept. */
  readonly dropped: Counts | null
  /** As of the last commit; null before the first. */
  readonly progress: Progress | null
  readonly result: TuningResult | null
  /** One line saying why it failed. */
  readonly error: string | null
}

export interface MeasurementRecord extends Measured {
  readonly id: string
  readonly tuning_id: string
  readonly workload_id: string
  readonly hardware: string
}

/** The best verified schedule of a workload on a hardware. */
export interface BestRecord {
  readonly workload_id: string
  readonly hardware: string
  readonly tuning_id: string
  readonly schedule: Schedule
  readonly cycles: number
  readonly verified: true
  readonly lower_bound: number | null
  /** cycles / lower_bound - 1; null without a bound. */
  readonly gap: number | null
  readonly certified: boolean
  readonly found_at: string
}

/** Whether nothing more happens to a tuning. */
export const isOver = (state: TuningState): boolean => state !== 'queued' && state !== 'running'

/** A column's milliseconds since 1970 as the records have it. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
