import type { Subject } from '../measure/messages.js'
import type { TuningRecord } from '../store/records.js'
import type { Store } from '../store/store.js'

/** What a stored tuning measures its candidates on. */
export function subjectOf(
  { workloads, accelerators }: Store,
  { workload_id, hardware, seed }: TuningRecord,
): Subject {
  const workload = workloads.get(workload_id)?.workload
  const accelerator = accelerators.get(hardware)
  if (!workload || !accelerator) throw new Error(`${workload_id} on ${hardware} is not stored`)
  return { workload, hardware: accelerator, seed }
}
