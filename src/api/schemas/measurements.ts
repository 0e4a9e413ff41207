import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { measurementStatuses } from '../../store/records.js'
import { logFormatNames } from '../../service/formats/formats.js'
import { cycles, id, pageOf, pageQuery } from './common.js'
import { tuningSchema } from './tunings.js'

export const measurementParams = z.strictObject({ id: id.describe('as a page of measurements has it') })

/** An explanation, as far as other programs may rely on it. */
export const explanationSchema = z.looseObject({ cycles: z.number().int() })

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
    check: z
      .enum(['full', 'fingerprint'])
      .nullable()
      .describe('how its result was verified; null when that was not come to'),
    detail: z.string().nullable().describe('what went wrong'),
    seed: z.number().int().describe('of the random data that it was verified with'),
    worker: z.number().int(),
    seconds: z.number().describe("the worker's time"),
    program: z.number().nullable().describe('digest of the program: equal programs have equal digests'),
  })
  .meta({ id: 'Measurement' })
export const measurementPageSchema = pageOf(measurementSchema)

const format = z
  .enum(logFormatNames)
  .describe("how the log is written: autotvm is AutoTVM's 0.2, t4 Kernel Tuner's")

export const exportQuery = measurementsQuery
  .omit({ cursor: true, limit: true })
  .extend({ format: format.default('jsonl') })

export const importQuery = z.strictObject({
  format,
  workload_id: id.optional().describe('what was tuned, where the log does not say'),
  hardware: id.optional().describe('on what, where the log does not say or is wrong'),
})

export const importedSchema = z
  .object({
    tunings: z.array(tuningSchema).describe('one for each workload and hardware: each measures its claims'),
    accepted: z.number().int().describe('records that are being measured'),
    skipped: z.number().int().describe('records that are no schedule of ours'),
    reasons: z
      .array(z.object({ record: z.number().int(), reason: z.string() }))
      .describe('the first of those'),
  })
  .meta({ id: 'Imported' })
