import { z } from 'zod'
import { scheduleSchema } from '../../compiler/schedule.js'
import type { VtaConfig } from '../../hardware/config.js'
import { describeIssues, withValues } from '../../hardware/input.js'
import type { MeasurementStatus } from '../../measure/record.js'
import { normalWorkload } from '../../workload/workload.js'
import {
  linesOf,
  type Claim,
  type HardwareNames,
  type LogFormat,
  type LogRow,
  type ReadRecord,
} from './format.js'
import { parseJson } from './json.js'
import { readDensePacked } from './tvm-dense.js'
import { workloadInput } from '../../workload/workload-input.js'

/** The version of AutoTVM's log format that this is. */
const logVersion = 0.2

/** The name of our template: its entities are our knobs. */
const taskName = 'tilewright.gemm'

/** What AutoTVM writes as the cost of what failed, in seconds. */
const failedCost = 1e9

/** AutoTVM's MeasureErrorNo. */
const errorNumber: Readonly<Record<MeasurementStatus, number>> = {
  ok: 0,
  illegal: 1,
  fault: 4,
  deadlock: 4,
  hazard: 5,
  race: 5,
  wrap: 5,
  wrong_answer: 5,
  timeout: 7,
  crashed: 8,
}

/** VTA's own name for a configuration, which TVM's target carries as its model. */
export const modelName = (config: VtaConfig): string =>
  [
    config.TARGET,
    `${2 ** config.LOG_BATCH}x${2 ** config.LOG_BLOCK}`,
    `i${2 ** config.LOG_INP_WIDTH}w${2 ** config.LOG_WGT_WIDTH}a${2 ** config.LOG_ACC_WIDTH}`,
    config.LOG_UOP_BUFF_SIZE,
    config.LOG_INP_BUFF_SIZE,
    config.LOG_WGT_BUFF_SIZE,
    config.LOG_ACC_BUFF_SIZE,
  ].join('_')

const targetOf = (config: VtaConfig): string =>
  `ext_dev -keys=vta,cpu -device=vta -model=${modelName(config)}`

function recordOf({ measurement, workload, hardware, time }: LogRow): unknown {
  const { schedule, status, cycles, seconds, id } = measurement
  const { m, n, k } = workload
  const cost = status === 'ok' && cycles !== null ? cycles / (hardware.clockMHz * 1e6) : failedCost
  const epilogue = JSON.stringify(workloadInput(workload).epilogue ?? {})
  const tensors = [['TENSOR', [m, k], 'int8'] as const, ['TENSOR', [n, k], 'int8'] as const]
  return {
    input: [targetOf(hardware.config), taskName, [...tensors, epilogue], {}],
    config: {
      index: Number(id.split('.')[1]),
      code_hash: null,
      entity: Object.entries(schedule).map(([knob, value]) => [knob, 'ot', value]),
    },
    result: [[cost], errorNumber[status], seconds, time / 1000],
    version: logVersion,
    tvm_version: '0.8.0',
  }
}

export const tensorSchema = z.tuple([z.literal('TENSOR'), z.array(z.number().int().min(1)), z.string()])

const recordSchema = z.object({
  version: z.literal(logVersion),
  input: z.tuple([z.string(), z.string(), z.array(z.unknown()), z.unknown()]),
  config: z.object({ entity: z.array(z.tuple([z.string(), z.string(), z.unknown()])) }),
  result: z.tuple([z.array(z.number()).min(1), z.number().int(), z.number(), z.number()]),
})
export type TvmRecord = z.infer<typeof recordSchema>

const ownArgs = z.tuple([tensorSchema, tensorSchema, z.string()])

/** The mean of the runs, in seconds. */
const toldOf = ([costs, error]: TvmRecord['result']): Claim['told'] => ({
  status: error === 0 ? 'ok' : 'failed',
  cycles: null,
  seconds: error === 0 ? costs.reduce((sum, cost) => sum + cost, 0) / costs.length : null,
  detail: error === 0 ? null : `AutoTVM error ${error}`,
})

function readOwn({ input, config }: TvmRecord): Pick<Claim, 'workload' | 'schedule'> {
  const [a, b, epilogue] = ownArgs.parse(input[2], withValues)
  const [m, k] = a[1]
  const workload = normalWorkload({
    kind: 'gemm',
    m,
    n: b[1][0],
    k,
    epilogue: parseJson(epilogue, 'the epilogue'),
  })
  const values = config.entity.map(([knob, , value]) => [knob, value] as const)
  return { workload, schedule: scheduleSchema.parse(Object.fromEntries(values), withValues) }
}

function readRecord(json: unknown, names: HardwareNames, record: number): ReadRecord {
  const parsed = recordSchema.safeParse(json, withValues)
  if (!parsed.success) return { record, reason: describeIssues(parsed.error) }
  const [target, task] = parsed.data.input
  const hardware = names.get(/-model=(\S+)/.exec(target)?.[1] ?? '') ?? null
  const told = toldOf(parsed.data.result)
  try {
    if (task === taskName) return { ...readOwn(parsed.data), hardware, told }
    if (task === 'dense_packed.vta') return { ...readDensePacked(parsed.data), hardware, told }
  } catch (error) {
    return { record, reason: error instanceof z.ZodError ? describeIssues(error) : String(error) }
  }
  return { record, reason: `task "${task}" is not a matrix product for VTA` }
}

/** AutoTVM's log format 0.2: our own template, and TVM's template of dense layers for VTA. */
export const autotvm: LogFormat = {
  mediaType: 'application/x-ndjson',
  *write(rows) {
    for (const row of rows) yield `${JSON.stringify(recordOf(row))}\n`
  },
  *read(text, names) {
    for (const [number, line] of linesOf(text))
      yield readRecord(parseJson(line, `line ${number}`), names, number)
  },
}
