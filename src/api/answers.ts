import type { z } from 'zod'
import type { Hardware } from '../hardware/hardware.js'
import { presetNames, preset } from '../hardware/presets.js'
import { secondsLeft } from '../service/seconds-left.js'
import type { TuningRecord, WorkloadRecord } from '../store/records.js'
import { packedShape } from '../workload/packing.js'
import type { Workload } from '../workload/workload.js'
import type { hardwareSchema, workloadAnswerSchema } from './schemas.js'

/* Records as the API shows them, where that is not the record itself. */

type HardwareAnswer = z.infer<typeof hardwareSchema>
type WorkloadAnswer = z.infer<typeof workloadAnswerSchema>

export const hardwareAnswer = (hardware: Hardware): HardwareAnswer => ({
  name: hardware.name,
  config: hardware.config,
  block: hardware.block,
  burst_beats: hardware.burstBeats,
  clock_mhz: hardware.clockMHz,
  element_bytes: hardware.elementBytes,
  depth: hardware.depth,
})

function packing(workload: Workload, hardware: Hardware): WorkloadAnswer['packing'][number] {
  const { block, rows, nBlocks, kBlocks } = packedShape(workload, hardware)
  return {
    hardware: hardware.name,
    a: [kBlocks, rows, block],
    b: [kBlocks, nBlocks, block, block],
    bias: workload.epilogue.bias ? [nBlocks, block] : null,
    c: [nBlocks, rows, block],
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

export const tuningAnswer = (tuning: TuningRecord) => ({
  ...tuning,
  progress: tuning.progress && { ...tuning.progress, seconds_left: secondsLeft(tuning) },
  best: tuning.result?.best ?? tuning.progress?.best ?? null,
})
