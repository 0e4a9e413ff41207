import { z } from 'zod'
import { describeIssues, InputError, withValues } from '../hardware/input.js'

/** Largest extent of an axis. */
export const maxExtent = 65_536

const extent = z.number().int().min(1).max(maxExtent)
const int8 = z.number().int().min(-128).max(127)

const epilogueSchema = z.strictObject({
  bias: z.boolean().optional().describe('add an int32 per output channel'),
  bias_after_shift: z.boolean().optional().describe('add the bias after the shift instead of before it'),
  shift: z.number().int().min(0).max(31).optional().describe('arithmetic right shift'),
  relu: z.boolean().optional().describe('max(x, 0)'),
  clip: z
    .tuple([int8, int8])
    .refine(([low, high]) => low <= high, 'the low end is above the high end')
    .optional()
    .describe('clamp to [low, high]'),
})

/** What a caller sends: `C[m,n] = epilogue(sum_k A[m,k] * B[n,k])`, int8 in, int32 sum (wraps), int8 out (low 8 bits). */
export const workloadSchema = z.strictObject({
  kind: z.literal('gemm'),
  m: extent.describe('rows of A and C'),
  n: extent.describe('output channels: rows of B, columns of C'),
  k: extent.describe('input channels: columns of A and B'),
  epilogue: epilogueSchema.optional(),
})

export type WorkloadInput = z.input<typeof workloadSchema>

/** The epilogue in normal form, applied in this order: bias, shift (bias here if after_shift), relu, clip. */
export interface Epilogue {
  readonly bias: boolean
  readonly bias_after_shift: boolean
  readonly shift: number
  readonly relu: boolean
  readonly clip: readonly [low: number, high: number] | null
}

/** A matrix product in normal form: two inputs that mean the same have equal normal forms, and so equal ids. */
export interface Workload {
  readonly kind: 'gemm'
  readonly m: number
  readonly n: number
  readonly k: number
  readonly epilogue: Epilogue
}

/** The normal form of what a caller sent. @throws InputError naming each wrong field. */
export function normalWorkload(input: unknown): Workload {
  const parsed = workloadSchema.safeParse(input, withValues)
  if (!parsed.success) throw new InputError('workload', describeIssues(parsed.error))
  const { kind, m, n, k, epilogue = {} } = parsed.data
  const { bias, bias_after_shift: afterShift = false, shift = 0, relu = false, clip } = epilogue
  if (afterShift && bias === false) {
    throw new InputError(
      'workload',
      'epilogue.bias_after_shift: true asks for a bias, but epilogue.bias is false',
    )
  }
  return {
    kind,
    m,
    n,
    k,
    epilogue: {
      bias: bias === true || afterShift,
      bias_after_shift: afterShift && shift > 0,
      shift,
      relu,
      clip: clip ?? null,
    },
  }
}

/** The id of a workload: readable, safe in URLs and file names, equal exactly when the normal forms are equal. */
export function workloadId(workload: Workload): string {
  const { m, n, k, epilogue: e } = workload
  const parts = [`gemm-${m}x${n}x${k}`]
  if (e.bias && !e.bias_after_shift) parts.push('bias')
  if (e.shift > 0) parts.push(`shift${e.shift}`)
  if (e.bias_after_shift) parts.push('bias')
  if (e.relu) parts.push('relu')
  if (e.clip) parts.push(`clip${e.clip[0]}_${e.clip[1]}`)
  return parts.join('-')
}
