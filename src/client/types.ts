import type { z } from 'zod'
import type { batchRequestSchema, batchSchema } from '../api/schemas/batches.js'
import type {
  importedSchema,
  importQuery,
  measurementSchema,
  measurementsQuery,
  exportQuery,
} from '../api/schemas/measurements.js'
import type { askedSchema, askSchema, candidateSchema, tellSchema } from '../api/schemas/outside.js'
import type { tuningRequestSchema, tuningSchema, tuningsQuery } from '../api/schemas/tunings.js'
import type { bestSchema, knobsSchema, workloadAnswerSchema } from '../api/schemas/workloads.js'
import type { hardwareSchema } from '../api/schemas/hardware.js'

/* What is sent and what is answered, as the server's own schemas have it. */

export type HardwareAnswer = z.output<typeof hardwareSchema>
export type WorkloadAnswer = z.output<typeof workloadAnswerSchema>
export type Knobs = z.output<typeof knobsSchema>
export type Best = z.output<typeof bestSchema>
export type TuningRequest = z.input<typeof tuningRequestSchema>
export type Tuning = z.output<typeof tuningSchema>
export type TuningsQuery = z.input<typeof tuningsQuery>
export type BatchRequest = z.input<typeof batchRequestSchema>
export type Batch = z.output<typeof batchSchema>
export type AskRequest = z.input<typeof askSchema>
export type Asked = z.output<typeof askedSchema>
export type TellRequest = z.input<typeof tellSchema>
export type Candidate = z.output<typeof candidateSchema>
export type MeasurementsQuery = z.input<typeof measurementsQuery>
export type Measurement = z.output<typeof measurementSchema>
export type ExportQuery = z.input<typeof exportQuery>
export type ImportQuery = z.input<typeof importQuery>
export type Imported = z.output<typeof importedSchema>

/** Part of a list; ask for the next with its cursor. */
export interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}

/** What happens to tunings. */
export type TuningNews =
  | { readonly event: 'snapshot'; readonly tunings: readonly Tuning[] }
  | { readonly event: 'state' | 'progress'; readonly tuning: Tuning }
