import { z } from 'zod'
import { spaceNames } from '../../search/spaces.js'
import { defaultStrategy, mostSeconds, strategyNames } from '../../search/strategies.js'
import {
  countsSchema,
  progressSchema,
  tuningKinds,
  tuningResultSchema,
  tuningStates,
  warmStartSchema,
} from '../../store/records.js'
import { workloadSchema } from '../../workload/workload.js'
import { hardwareQuery, id, pageOf, pageQuery, time } from './common.js'

export const tuningParams = z.strictObject({ id: id.describe('as the answer to POST /v1/tunings has it') })

export const tuningsQuery = pageQuery.extend({
  workload_id: id.optional(),
  state: z.enum(tuningStates).optional(),
})

const budgetSchema = z
  .strictObject({
    trials: z.number().int().min(1).max(1_000_000_000).optional().describe('candidates at most'),
    seconds: z.number().positive().max(mostSeconds).optional().describe('wall clock at most'),
  })
  .describe("the strategy's own when empty: 120 seconds for certified, trials for those that learn")

/** What a tuning asks for, beside its workload; a batch may have it for all of its workloads. */
export const choices = {
  hardware: hardwareQuery.shape.hardware,
  strategy: z.enum(strategyNames).default(defaultStrategy),
  space: z
    .enum(spaceNames)
    .optional()
    .describe(
      'what is searched: sequences of unequal chunks, which certified settles, or equal tiles; the strategy has its own when left out',
    ),
  budget: budgetSchema.default({}),
  seed: z.number().int().min(0).max(0xff_ff_ff_ff).default(1).describe('of the search and of the test data'),
  warm_start: z
    .boolean()
    .default(true)
    .describe('begin with what is best for similar workloads in the database'),
  retain: z
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe(
      'rows of its log to keep when it is over, the fastest, beside its best and what was verified in full; all when left out',
    ),
}
export const priority = z.number().int().min(-100).max(100).default(0).describe('higher goes first')

/** What to tune: described, or by its id. */
export const subject = {
  workload: workloadSchema.optional().describe('what to tune; or else workload_id'),
  workload_id: id.optional(),
}
export const hasOneSubject = ({
  workload,
  workload_id,
}: {
  workload?: unknown
  workload_id?: unknown
}): boolean => (workload === undefined) !== (workload_id === undefined)
export const oneSubject = 'send either workload or workload_id'

export const tuningRequestSchema = z
  .strictObject({
    ...subject,
    ...choices,
    priority,
    kind: z
      .enum(['search', 'outside'])
      .default('search')
      .describe(
        'outside: candidates are handed out by ask, and what was measured elsewhere is taken by tell',
      ),
  })
  .refine(hasOneSubject, oneSubject)
  .meta({
    examples: [
      { workload: { kind: 'gemm', m: 16, n: 256, k: 256 }, hardware: 'pynq', budget: { trials: 1000 } },
    ],
  })

export const eventHeaders = z.looseObject({
  'last-event-id': z.string().max(100).optional().describe('id of the last event that the client read'),
})

const progressAnswerSchema = progressSchema.extend({
  seconds_left: z.number().nullable().describe('expected until it is over; null when nothing can be said'),
})

export const tuningSchema = z
  .object({
    id,
    kind: z
      .enum(tuningKinds)
      .describe("search: ours; remeasure: of an imported log; outside: somebody else's measurements"),
    client: z.string().describe('who asked first'),
    workload_id: id,
    hardware: z.string(),
    strategy: z.string(),
    space: z.string().nullable().describe('what is searched; null for an imported log'),
    seed: z.number().int(),
    budget: z.object({ trials: z.number().int().nullable(), seconds: z.number().nullable() }),
    warm_start: z.boolean(),
    warm_from: z
      .array(warmStartSchema)
      .nullable()
      .describe('schedules that it began with; null before that, or when it begins with none'),
    priority: z.number().int(),
    state: z.enum(tuningStates),
    created_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
    counts: countsSchema.describe('measurements by status'),
    retain: z
      .number()
      .int()
      .nullable()
      .describe('rows of its log that are kept when it is over; null for all'),
    dropped: countsSchema.nullable().describe('rows that were dropped then, by status'),
    progress: progressAnswerSchema.nullable(),
    best: progressSchema.shape.best,
    result: tuningResultSchema.nullable(),
    error: z.string().nullable().describe('why it failed'),
  })
  .meta({ id: 'Tuning' })
export const tuningPageSchema = pageOf(tuningSchema)
export const tuningEventSchema = tuningSchema
export const snapshotEventSchema = z.object({ items: z.array(tuningSchema) })
