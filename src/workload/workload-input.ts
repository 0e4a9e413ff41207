import type { Workload, WorkloadInput } from './workload.js'

/** A workload as a caller would send it: its normal form without what says nothing. */
export function workloadInput({ kind, m, n, k, epilogue }: Workload): WorkloadInput {
  const { bias, bias_after_shift, shift, relu, clip } = epilogue
  const said = {
    ...(bias && { bias }),
    ...(bias_after_shift && { bias_after_shift }),
    ...(shift > 0 && { shift }),
    ...(relu && { relu }),
    ...(clip && { clip: [clip[0], clip[1]] satisfies [number, number] }),
  }
  return { kind, m, n, k, ...(Object.keys(said).length > 0 && { epilogue: said }) }
}
