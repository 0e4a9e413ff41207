import { z } from 'zod'
import { tuningId } from './ids.js'
import {
  countsSchema,
  isoTime,
  progressSchema,
  tuningResultSchema,
  warmStartSchema,
  type TuningKey,
  type TuningKind,
  type TuningRecord,
  type TuningState,
} from './records.js'

/** A row of the table of tunings. */
export interface Row {
  readonly number: number
  readonly kind: TuningKind
  readonly client: string
  readonly workload_id: string
  readonly hardware: string
  readonly strategy: string
  readonly space: string | null
  readonly seed: number
  readonly trials: number | null
  readonly seconds: number | null
  readonly priority: number
  readonly warm_start: number
  readonly warm_from: string | null
  readonly state: TuningState
  readonly created_at: number
  readonly started_at: number | null
  readonly finished_at: number | null
  readonly counts: string
  readonly retain: number | null
  readonly dropped: string | null
  readonly progress: string | null
  readonly result: string | null
  readonly error: string | null
}

/** The columns that make two tunings the same. */
export type KeyRow = Pick<
  Row,
  'kind' | 'workload_id' | 'hardware' | 'strategy' | 'space' | 'seed' | 'trials' | 'seconds' | 'warm_start'
>

export const keyRow = ({
  kind,
  workload_id,
  hardware,
  strategy,
  space,
  seed,
  budget,
  warm_start,
}: TuningKey): KeyRow => ({
  kind,
  workload_id,
  hardware,
  strategy,
  space,
  seed,
  ...budget,
  warm_start: Number(warm_start),
})

const warmFromSchema = z.array(warmStartSchema)

const optionalTime = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : isoTime(milliseconds)

export const record = (row: Row): TuningRecord => ({
  id: tuningId(row.number),
  kind: row.kind,
  client: row.client,
  workload_id: row.workload_id,
  hardware: row.hardware,
  strategy: row.strategy,
  space: row.space,
  seed: row.seed,
  budget: { trials: row.trials, seconds: row.seconds },
  warm_start: row.warm_start === 1,
  warm_from: row.warm_from === null ? null : warmFromSchema.parse(JSON.parse(row.warm_from)),
  priority: row.priority,
  state: row.state,
  created_at: isoTime(row.created_at),
  started_at: optionalTime(row.started_at),
  finished_at: optionalTime(row.finished_at),
  counts: countsSchema.parse(JSON.parse(row.counts)),
  retain: row.retain,
  dropped: row.dropped === null ? null : countsSchema.parse(JSON.parse(row.dropped)),
  progress: row.progress === null ? null : progressSchema.parse(JSON.parse(row.progress)),
  result: row.result === null ? null : tuningResultSchema.parse(JSON.parse(row.result)),
  error: row.error,
})
