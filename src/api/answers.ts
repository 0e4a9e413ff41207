import type { z } from 'zod'
import { layOut, type Area } from '../compiler/layout.js'
import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { presetNames } from '../hardware/preset-names.js'
import { preset } from '../hardware/presets.js'
import type { Measured } from '../measure/record.js'
import { isBatchOver, type BatchStatus } from '../service/batches.js'
import type { Asked } from '../service/outside-tunings.js'
import { secondsLeft } from '../service/seconds-left.js'
import type { Candidate } from '../store/candidates.js'
import type { TuningRecord, WorkloadRecord } from '../store/records.js'
import { packedShape } from '../workload/packing.js'
import type { Workload } from '../workload/workload.js'
import type { hardwareSchema } from './schemas/hardware.js'
import type { bestSchema, workloadAnswerSchema } from './schemas/workloads.js'

/* Records as the API shows them, where that is not the record itself. */

type HardwareAnswer = z.infer<typeof hardwareSchema>
type WorkloadAnswer = z.infer<typeof workloadAnswerSchema>
type BestAnswer = z.infer<typeof bestSchema>

export const hardwareAnswer = (hardware: Hardware): HardwareAnswer => ({
  name: hardware.name,
  config: hardware.config,
  block: hardware.block,
  burst_beats: hardware.burstBeats,
  clock_mhz: hardware.clockMHz,
  element_bytes: hardware.elementBytes,
  depth: hardware.depth,
})

const areaAnswer = ({ address, bytes }: Area): Area => ({ address, bytes })

/** Where a workload's packed tensors lie in DRAM. @throws InputError when they do not fit a program's. */
export function operandsAnswer(workload: Workload, hardware: Hardware): BestAnswer['operands'] {
  const { a, b, bias, c } = layOut(workload, hardware)
  return { a: areaAnswer(a), b: areaAnswer(b), bias: bias && areaAnswer(bias), c: areaAnswer(c) }
}

/** The same; null when they do not fit. */
function operandsThatFit(workload: Workload, hardware: Hardware): BestAnswer['operands'] | null {
  try {
    return operandsAnswer(workload, hardware)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function packing(workload: Workload, hardware: Hardware): WorkloadAnswer['packing'][number] {
  const { block, rows, nBlocks, kBlocks } = packedShape(workload, hardware)
  return {
    hardware: hardware.name,
    a: [kBlocks, rows, block],
    b: [kBlocks, nBlocks, block, block],
    bias: workload.epilogue.bias ? [nBlocks, block] : null,
    c: [nBlocks, rows, block],
    operands: operandsThatFit(workload, hardware),
  }
}

export function workloadAnswer({ id, workload, created_at }: WorkloadRecord): WorkloadAnswer {
  const { clip } = workload.epilogue
  return {
    id,
    ...workload,
    epilogue: { ...workload.epilogue, clip: clip && [...clip] },
    created_at,
    packing: presetNames.map((name) => packing(workload, preset(name))),
  }
}

function batchState(batch: BatchStatus): 'running' | 'finished' | 'failed' {
  if (!isBatchOver(batch)) return 'running'
  return batch.items.every(({ tuning }) => tuning.state === 'finished') ? 'finished' : 'failed'
}

/** A batch's state and sum are those of its tunings. */
export function batchAnswer(batch: BatchStatus) {
  const { id, created_at } = batch
  const best = batch.items.map(({ tuning }) => tuning.result?.best ?? null)
  const isWhole = batch.items.every(({ tuning }, i) => tuning.state === 'finished' && best[i] !== null)
  return {
    id,
    state: batchState(batch),
    created_at,
    total_cycles: isWhole ? best.reduce((sum, each) => sum + (each?.cycles ?? 0), 0) : null,
    items: batch.items.map(({ name, tuning }) => ({ name, tuning: tuningAnswer(tuning) })),
  }
}

export const candidateAnswer = ({ number, schedule, point, told }: Candidate) => ({
  candidate: number,
  schedule,
  point,
  told,
})

export const askedAnswer = ({ candidate, simulated }: Asked) => ({
  ...candidateAnswer(candidate),
  simulated: simulated && pickSimulated(simulated),
})

const pickSimulated = ({ status, cycles, verified, detail }: Measured) => ({
  status,
  cycles,
  verified,
  detail,
})

export const tuningAnswer = (tuning: TuningRecord) => ({
  ...tuning,
  progress: tuning.progress && { ...tuning.progress, seconds_left: secondsLeft(tuning) },
  best: tuning.result?.best ?? tuning.progress?.best ?? null,
})
