import { z } from 'zod'
import { cycles, id, time } from './common.js'
import { choices, hasOneSubject, oneSubject, priority, subject, tuningSchema } from './tunings.js'

/** Workloads of a batch at most. */
const maxWorkloads = 256

export const batchParams = z.strictObject({ id: id.describe('as the answer to POST /v1/batches has it') })

const optionalChoices = {
  hardware: choices.hardware.unwrap().optional(),
  strategy: choices.strategy.unwrap().optional(),
  space: choices.space,
  retain: choices.retain,
  budget: choices.budget.unwrap().optional(),
  seed: choices.seed.unwrap().optional(),
  warm_start: choices.warm_start.unwrap().optional(),
}

const namedWorkloadSchema = z
  .strictObject({
    name: z.string().min(1).max(100).optional().describe("the workload's id when left out"),
    ...subject,
    ...optionalChoices,
  })
  .refine(hasOneSubject, oneSubject)

/** What batch files hold too. */
export const batchRequestSchema = z
  .strictObject({
    workloads: z.array(namedWorkloadSchema).min(1).max(maxWorkloads),
    ...choices,
    priority,
  })
  .describe('what is said beside the workloads holds for each that does not say it itself')
  .meta({
    examples: [
      {
        hardware: 'pynq',
        budget: { trials: 500 },
        workloads: [
          { name: 'layer 1', workload: { kind: 'gemm', m: 16, n: 64, k: 64 } },
          {
            name: 'layer 2',
            workload: { kind: 'gemm', m: 16, n: 256, k: 64, epilogue: { shift: 8, relu: true } },
            budget: { trials: 1000 },
          },
        ],
      },
    ],
  })

export const batchSchema = z
  .object({
    id,
    state: z.enum(['running', 'finished', 'failed']).describe('failed: all is over, and not all finished'),
    created_at: time,
    total_cycles: cycles.nullable().describe('of the best schedules together; null when one is missing'),
    items: z.array(z.object({ name: z.string(), tuning: tuningSchema })),
  })
  .meta({ id: 'Batch' })
