import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Batch } from '../client/index.js'
import { describeIssues, InputError, withValues } from '../hardware/input.js'

/** What came of a workload of a batch, beside what it was before. */
export interface Comparison {
  readonly name: string
  /** Cycles of the best schedule; null when there is none. */
  readonly cycles: number | null
  /** Cycles of the baseline; null when it does not have the workload. */
  readonly baseline: number | null
  /** cycles / baseline - 1, in percent; null when one is missing. */
  readonly change_percent: number | null
  readonly verdict: 'ok' | 'new' | 'regression' | 'failed'
  /** One line saying what is wrong; null when nothing is. */
  readonly detail: string | null
}

/** Cycles by a workload's name. */
export type Baseline = ReadonlyMap<string, number>

/** What `batch --json` printed, as far as it is compared with. */
const baselineSchema = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      tuning: z.object({ best: z.object({ cycles: z.number() }).nullable() }),
    }),
  ),
})

/** A baseline from a file that `batch --json` wrote. @throws InputError naming the file */
export function readBaseline(file: string): Baseline {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError(
      'baseline',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const parsed = baselineSchema.safeParse(json, withValues)
  if (!parsed.success) {
    throw new InputError(
      'baseline',
      `${file} is not what batch --json prints: ${describeIssues(parsed.error)}`,
    )
  }
  return new Map(
    parsed.data.items.flatMap(({ name, tuning }) =>
      tuning.best ? [[name, tuning.best.cycles] as const] : [],
    ),
  )
}

/** @param maxRegression percent that a workload may have become slower. */
export const compare = ({ items }: Batch, baseline: Baseline, maxRegression: number): readonly Comparison[] =>
  items.map((item) => compareItem(item, baseline.get(item.name) ?? null, maxRegression))

function compareItem(
  { name, tuning }: Batch['items'][number],
  baseline: number | null,
  maxRegression: number,
): Comparison {
  const { state, error, best } = tuning
  if (state !== 'finished' || best === null) {
    const detail =
      error ?? (state === 'finished' ? 'no schedule that was tried is legal and right' : `it was ${state}`)
    return { name, cycles: null, baseline, change_percent: null, verdict: 'failed', detail }
  }
  const { cycles } = best
  if (baseline === null) return { name, cycles, baseline, change_percent: null, verdict: 'new', detail: null }
  const change_percent = (cycles / baseline - 1) * 100
  if (change_percent <= maxRegression) {
    return { name, cycles, baseline, change_percent, verdict: 'ok', detail: null }
  }
  const detail = `${cycles} cycles, ${change_percent.toFixed(2)} % more than ${baseline}; ${maxRegression} % are allowed`
  return { name, cycles, baseline, change_percent, verdict: 'regression', detail }
}
