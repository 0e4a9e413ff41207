import { z } from 'zod'
import { scheduleSchema } from '../compiler/schedule.js'
import { vtaConfigSchema } from '../hardware/config.js'
import { scratchpads } from '../hardware/hardware.js'
import { presetNames } from '../hardware/presets.js'
import { defaultStrategy, strategyNames } from '../search/strategies.js'
import {
  countsSchema,
  measurementStatuses,
  progressSchema,
  tuningKinds,
  tuningResultSchema,
  tuningStates,
} from '../store/records.js'
import { workloadSchema } from '../workload/workload.js'

/* What crosses HTTP. The same schemas check requests, write answers and make the OpenAPI document. */

const id = z.string().min(1).max(100)
const time = z.iso.datetime()
const cycles = z.number().int().describe('cycles from launch to FINISH')
const hardwareName = z.string().min(1).max(100)

export const hardwareQuery = z.strictObject({
  hardware: hardwareName.default('pynq').describe(`one of ${presetNames.join(', ')}`),
})
export const nameParams = z.strictObject({ name: hardwareName })
export const workloadParams = z.strictObject({
  id: id.describe('as the answer to POST /v1/workloads has it'),
})
export const tuningParams = z.strictObject({ id: id.describe('as the answer to POST /v1/tunings has it') })

export const measurementParams = z.strictObject({ id: id.describe('as a page of measurements has it') })

/** Chrome's trace format, as far as it is used. */
export const traceSchema = z.object({
  otherData: z.object({ time_unit: z.literal('cycles') }),
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      ph: z.enum(['X', 'M']),
      pid: z.number().int(),
      tid: z.number().int(),
      ts: z.number().optional().describe('cycle of its start'),
      dur: z.number().optional().describe('cycles'),
    }),
  ),
})

const pageQuery = z.strictObject({
  cursor: z.string().max(200).optional().describe('next_cursor of the page before'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('items at most'),
})
export const workloadsQuery = pageQuery
export const tuningsQuery = pageQuery.extend({
  workload_id: id.optional(),
  state: z.enum(tuningStates).optional(),
})
export const measurementsQuery = pageQuery.extend({
  workload_id: id.optional(),
  tuning_id: id.optional(),
  status: z.enum(measurementStatuses).optional(),
})

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('null on the last page'),
  })

const perScratchpad = z.record(z.enum(scratchpads), z.number().int())
export const hardwareSchema = z
  .object({
    name: z.string(),
    config: vtaConfigSchema.describe("VTA's own configuration"),
    block: z.number().int().describe('elements of a vector: BLOCK_IN and BLOCK_OUT'),
    burst_beats: z.number().int().describe('longest DRAM burst in beats of 8 bytes'),
    clock_mhz: z.number(),
    element_bytes: perScratchpad.describe('bytes of one element of each scratchpad'),
    depth: perScratchpad.describe('elements that each scratchpad holds'),
  })
  .meta({ id: 'Hardware' })
export const hardwareListSchema = z.object({ items: z.array(hardwareSchema) })

const shape = z.array(z.number().int())
const packingSchema = z.object({
  hardware: z.string(),
  a: shape.describe('int8 [blocks of k][rows][block]'),
  b: shape.describe('int8 [blocks of k][blocks of n][block of n][block of k]'),
  bias: shape.nullable().describe('int32 [blocks of n][block]; null without a bias'),
  c: shape.describe('int8 [blocks of n][rows][block]'),
})

export const workloadAnswerSchema = z
  .object({
    id,
    kind: z.literal('gemm'),
    m: z.number().int(),
    n: z.number().int(),
    k: z.number().int(),
    epilogue: z.object({
      bias: z.boolean(),
      bias_after_shift: z.boolean(),
      shift: z.number().int(),
      relu: z.boolean(),
      clip: z.tuple([z.number().int(), z.number().int()]).nullable(),
    }),
    created_at: time,
    packing: z.array(packingSchema).describe('shapes of the packed tensors in DRAM, padded with zeros'),
  })
  .meta({ id: 'Workload' })
export const workloadPageSchema = pageOf(workloadAnswerSchema)

export const knobsSchema = z
  .object({
    workload_id: id,
    hardware: z.string(),
    space: z.string().describe('name and version of the space'),
    space_size: z.number().int().describe('schedules that the knobs can express, legal or not'),
    knobs: z.array(
      z.object({
        name: z.string(),
        meaning: z.string(),
        values: z.array(z.union([z.number(), z.string(), z.array(z.number())])),
      }),
    ),
  })
  .meta({ id: 'Knobs' })

export const tuningRequestSchema = z
  .strictObject({
    workload: workloadSchema.optional().describe('what to tune; or else workload_id'),
    workload_id: id.optional(),
    hardware: hardwareName.default('pynq').describe(`one of ${presetNames.join(', ')}`),
    strategy: z.enum(strategyNames).default(defaultStrategy),
    budget: z
      .strictObject({
        trials: z.number().int().min(1).max(1_000_000_000).optional().describe('candidates at most'),
        seconds: z.number().positive().max(86_400).optional().describe('wall clock at most'),
      })
      .default({})
      .describe("the strategy's own when empty"),
    seed: z.number().int().min(0).max(0xff_ff_ff_ff).default(1),
    priority: z.number().int().min(-100).max(100).default(0).describe('higher goes first'),
  })
  .refine(
    ({ workload, workload_id }) => (workload === undefined) !== (workload_id === undefined),
    'send either workload or workload_id',
  )
  .meta({
    examples: [
      { workload: { kind: 'gemm', m: 16, n: 256, k: 256 }, hardware: 'pynq', budget: { trials: 1000 } },
    ],
  })

/** Other headers are not ours to judge. */
export const tuningHeaders = z.looseObject({
  prefer: z.string().optional().describe('wait=SECONDS: answer when the tuning is over, or after so long'),
  'idempotency-key': z.string().min(1).max(200).optional().describe('the same key gives the same tuning'),
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
    seed: z.number().int(),
    budget: z.object({ trials: z.number().int().nullable(), seconds: z.number().nullable() }),
    priority: z.number().int(),
    state: z.enum(tuningStates),
    created_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
    counts: countsSchema.describe('measurements by status'),
    progress: progressAnswerSchema.nullable(),
    best: progressSchema.shape.best,
    result: tuningResultSchema.nullable(),
    error: z.string().nullable().describe('why it failed'),
  })
  .meta({ id: 'Tuning' })
export const tuningPageSchema = pageOf(tuningSchema)
export const tuningEventSchema = tuningSchema
export const snapshotEventSchema = z.object({ items: z.array(tuningSchema) })

export const bestSchema = z
  .object({
    workload_id: id,
    hardware: z.string(),
    schedule: scheduleSchema,
    cycles,
    verified: z.literal(true),
    lower_bound: cycles.nullable().describe('cycles that no schedule can beat'),
    gap: z.number().nullable().describe('cycles over lower_bound, minus 1'),
    certified: z.boolean().describe('no schedule of the space is faster'),
    tuning_id: id,
    found_at: time,
  })
  .meta({ id: 'Best' })

export const measurementSchema = z
  .object({
    id,
    tuning_id: id,
    workload_id: id,
    hardware: z.string(),
    schedule: scheduleSchema,
    status: z.enum(measurementStatuses),
    cycles: cycles.nullable(),
    verified: z.boolean(),
    detail: z.string().nullable().describe('what went wrong'),
    seed: z.number().int().describe('of the random data that it was verified with'),
    worker: z.number().int(),
    seconds: z.number().describe("the worker's time"),
    program: z.number().nullable().describe('digest of the program: equal programs have equal digests'),
  })
  .meta({ id: 'Measurement' })
export const measurementPageSchema = pageOf(measurementSchema)

export const healthSchema = z.object({ status: z.literal('ok') })
export const readySchema = z.object({ status: z.literal('ready'), queued: z.number().int() })
