import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { spaceNames } from '../../search/spaces.js'
import { cycles, hardwareQuery, id, pageOf, pageQuery, time } from './common.js'

export const workloadParams = z.strictObject({
  id: id.describe('as the answer to POST /v1/workloads has it'),
})

export const workloadsQuery = pageQuery

const shape = z.array(z.number().int())
const areaSchema = z.object({
  address: z.number().int().describe('byte address in DRAM'),
  bytes: z.number().int(),
})
const operandsSchema = z
  .object({
    a: areaSchema,
    b: areaSchema,
    bias: areaSchema.nullable(),
    c: areaSchema.describe('the output, which the header of a bundle names too'),
  })
  .describe('where the packed tensors lie in DRAM, in every program of the workload on the hardware')

const packingSchema = z.object({
  hardware: z.string(),
  a: shape.describe('int8 [blocks of k][rows][block]'),
  b: shape.describe('int8 [blocks of k][blocks of n][block of n][block of k]'),
  bias: shape.nullable().describe('int32 [blocks of n][block]; null without a bias'),
  c: shape.describe('int8 [blocks of n][rows][block]'),
  operands: operandsSchema.nullable().describe('null when they do not fit the DRAM of a program'),
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
      clip: z.array(z.number().int()).length(2).nullable().describe('[low, high]'),
    }),
    created_at: time,
    packing: z
      .array(packingSchema)
      .describe('shapes of the packed tensors in DRAM, padded with zeros, and where they are'),
  })
  .meta({ id: 'Workload' })
export const workloadPageSchema = pageOf(workloadAnswerSchema)

export const knobsQuery = hardwareQuery.extend({
  space: z.enum(spaceNames).default('equal-tiles').describe('the space whose knobs are wanted'),
})

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
    operands: operandsSchema,
    tuning_id: id,
    found_at: time,
  })
  .meta({ id: 'Best' })
