import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { describeIssues, withValues } from '../../hardware/input.js'
import { normalWorkload } from '../../workload/workload.js'
import { parseJson } from './json.js'
import { linesOf, type Claim, type LogFormat, type LogRow } from './format.js'
import { workloadInput } from '../../workload/workload-input.js'

/** What is read of a line; what else it has is nobody's business here. */
export const rowSchema = z.object({
  workload: z.unknown(),
  hardware: z.string(),
  schedule: scheduleSchema,
  status: z.string(),
  cycles: z.number().nullable(),
  detail: z.string().nullable(),
})

export const rowOf = ({ measurement, workload }: LogRow): Record<string, unknown> => {
  const { schedule, ...rest } = measurement
  return { ...rest, workload: workloadInput(workload), schedule }
}

export const claimOf = ({
  workload,
  hardware,
  schedule,
  status,
  cycles,
  detail,
}: z.infer<typeof rowSchema>): Claim => ({
  workload: normalWorkload(workload),
  hardware,
  schedule,
  told: { status: status === 'ok' ? 'ok' : 'failed', cycles, seconds: null, detail },
})

/** One JSON object a line: a measurement as the API has it, and its workload. */
export const jsonl: LogFormat = {
  mediaType: 'application/x-ndjson',
  *write(rows) {
    for (const row of rows) yield `${JSON.stringify(rowOf(row))}\n`
  },
  *read(text) {
    for (const [record, line] of linesOf(text)) {
      const parsed = rowSchema.safeParse(parseJson(line, `line ${record}`), withValues)
      yield parsed.success ? claimOf(parsed.data) : { record, reason: describeIssues(parsed.error) }
    }
  },
}
