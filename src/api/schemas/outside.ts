import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { measurementStatuses } from '../../store/records.js'
import { pageOf, pageQuery } from './common.js'

const count = z.number().int().min(1).max(256)

export const askSchema = z
  .strictObject({
    count: count.default(1).describe("candidates of the strategy's choice, at most"),
    schedules: z
      .array(scheduleSchema)
      .min(1)
      .max(256)
      .optional()
      .describe('or candidates of your own choice'),
    simulate: z
      .boolean()
      .default(false)
      .describe('measure them with our simulator before they are handed out'),
  })
  .meta({ examples: [{ count: 4 }] })

const toldSchema = z.object({
  status: z.enum(['ok', 'failed']),
  cycles: z.number().positive().nullable(),
  seconds: z.number().positive().nullable(),
  detail: z.string().nullable(),
})

export const candidateSchema = z
  .object({
    candidate: z.number().int().describe('its number within the tuning, to tell of it'),
    schedule: scheduleSchema,
    point: z.number().int().nullable().describe('its number in the space; null for one of your own'),
    told: toldSchema.nullable().describe('what was measured outside'),
  })
  .meta({ id: 'Candidate' })

const simulatedSchema = z.object({
  status: z.enum(measurementStatuses),
  cycles: z.number().int().nullable(),
  verified: z.boolean(),
  detail: z.string().nullable(),
})

export const askedSchema = z.object({
  candidates: z
    .array(candidateSchema.extend({ simulated: simulatedSchema.nullable() }))
    .describe('none when the strategy has no more'),
})

const wordSchema = z
  .strictObject({
    candidate: z.number().int().min(1).describe('its number'),
    status: z.enum(['ok', 'failed']).default('ok'),
    cycles: z.number().positive().optional(),
    seconds: z.number().positive().optional(),
    detail: z.string().max(1000).optional(),
  })
  .refine(
    ({ status, cycles, seconds }) =>
      status === 'failed' || (cycles === undefined) !== (seconds === undefined),
    'send either cycles or seconds',
  )

export const tellSchema = z
  .strictObject({ measurements: z.array(wordSchema).min(1).max(256) })
  .meta({ examples: [{ measurements: [{ candidate: 1, cycles: 4210 }] }] })

export const candidatesQuery = pageQuery
export const candidatePageSchema = pageOf(candidateSchema)
