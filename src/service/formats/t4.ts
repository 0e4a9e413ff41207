import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import { describeIssues, InputError, withValues } from '../../hardware/input.js'
import type { MeasurementStatus } from '../../measure/record.js'
import { normalWorkload } from '../../workload/workload.js'
import { parseJson } from './json.js'
import type { Claim, LogFormat, LogRow, ReadRecord } from './format.js'
import { workloadInput } from '../../workload/workload-input.js'

/** T4's word for why a configuration does not count. */
const invalidity: Readonly<Record<MeasurementStatus, string>> = {
  ok: 'correct',
  illegal: 'constraints',
  hazard: 'correctness',
  race: 'correctness',
  wrap: 'correctness',
  wrong_answer: 'correctness',
  deadlock: 'runtime',
  fault: 'runtime',
  crashed: 'runtime',
  timeout: 'timeout',
}

/** T4 says nothing of what is tuned, and lets a result have members of its own: `problem` is ours. */
function resultOf({ measurement, workload, hardware, time }: LogRow): unknown {
  const { schedule, status, cycles, verified, seconds } = measurement
  const milliseconds = cycles === null ? null : cycles / (hardware.clockMHz * 1000)
  return {
    timestamp: new Date(time).toISOString(),
    configuration: schedule,
    objectives: ['time'],
    times: {
      compilation_time: 0,
      runtimes: milliseconds === null ? [] : [milliseconds],
      framework: seconds * 1000,
      search_algorithm: 0,
      validation: 0,
    },
    invalidity: invalidity[status],
    correctness: verified ? 1 : 0,
    measurements:
      cycles === null
        ? []
        : [
            { name: 'time', value: milliseconds, unit: 'ms' },
            { name: 'cycles', value: cycles, unit: 'cycles' },
          ],
    problem: { workload: workloadInput(workload), hardware: hardware.name },
  }
}

const documentSchema = z.object({ schema_version: z.string(), results: z.array(z.unknown()) })
const resultSchema = z.object({
  configuration: scheduleSchema,
  invalidity: z.string(),
  times: z.object({ runtimes: z.array(z.number()).optional() }),
  measurements: z.array(z.object({ name: z.string(), value: z.unknown() })).optional(),
  problem: z.object({ workload: z.unknown(), hardware: z.string() }).optional(),
})

function toldOf({ invalidity: why, times, measurements }: z.infer<typeof resultSchema>): Claim['told'] {
  const cycles = z.number().safeParse(measurements?.find(({ name }) => name === 'cycles')?.value)
  const runtimes = times.runtimes ?? []
  const mean = runtimes.reduce((sum, each) => sum + each, 0) / runtimes.length
  const isOk = why === 'correct'
  return {
    status: isOk ? 'ok' : 'failed',
    cycles: isOk && cycles.success ? cycles.data : null,
    seconds: isOk && runtimes.length > 0 ? mean / 1000 : null,
    detail: isOk ? null : why,
  }
}

function readResult(json: unknown, record: number): ReadRecord {
  const parsed = resultSchema.safeParse(json, withValues)
  if (!parsed.success) return { record, reason: describeIssues(parsed.error) }
  const { configuration, problem } = parsed.data
  return {
    workload: problem ? normalWorkload(problem.workload) : null,
    hardware: problem?.hardware ?? null,
    schedule: configuration,
    told: toldOf(parsed.data),
  }
}

/** The T4 results format 1.0.0 that Kernel Tuner and others share: one JSON document. */
export const t4: LogFormat = {
  mediaType: 'application/json',
  *write(rows) {
    yield '{"schema_version":"1.0.0","results":['
    let separator = '\n'
    for (const row of rows) {
      yield `${separator}${JSON.stringify(resultOf(row))}`
      separator = ',\n'
    }
    yield '\n]}\n'
  },
  *read(text) {
    const parsed = documentSchema.safeParse(parseJson(text, 'it'), withValues)
    if (!parsed.success) throw new InputError('log', `it is no T4 document: ${describeIssues(parsed.error)}`)
    for (const [i, result] of parsed.data.results.entries()) yield readResult(result, i + 1)
  },
}
