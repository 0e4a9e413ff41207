import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { measurementStatuses } from '../../store/records.js'
import { cycles, id, pageOf, pageQuery } from './common.js'

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

export const measurementsQuery = pageQuery.extend({
  workload_id: id.optional(),
  tuning_id: id.optional(),
  status: z.enum(measurementStatuses).optional(),
})

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
