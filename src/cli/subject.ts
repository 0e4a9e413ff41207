import type { Hardware } from '../hardware/hardware.js'
import { loadHardware } from '../hardware/presets.js'
import { normalWorkload, type Workload } from '../workload/workload.js'
import type { WorkloadFlags } from './workload-flags.js'

export interface SubjectFlags extends WorkloadFlags {
  readonly hardware: string
}

/** The workload and the hardware that a command line names. @throws InputError naming the flag that is wrong. */
export function readSubject(flags: SubjectFlags): {
  readonly workload: Workload
  readonly hardware: Hardware
} {
  const { m, n, k, bias, biasAfterShift, shift, relu, clip } = flags
  const epilogue = {
    ...(bias && { bias }),
    ...(biasAfterShift && { bias_after_shift: biasAfterShift }),
    ...(shift !== undefined && { shift }),
    ...(relu && { relu }),
    ...(clip && { clip }),
  }
  return {
    workload: normalWorkload({ kind: 'gemm', m, n, k, epilogue }),
    hardware: loadHardware(flags.hardware),
  }
}
