import { layOut } from '../compiler/layout.js'
import { extentsOf } from '../compiler/tiles.js'
import type { Hardware } from '../hardware/hardware.js'
import { InputError } from '../hardware/input.js'
import { longestRun } from '../simulator/timing/machine.js'
import type { Workload } from '../workload/workload.js'

/**
 * Refuses a workload of which no program can be measured.
 * @throws InputError when its tensors do not fit DRAM, or its products alone take longer than runs are timed: a cycle a row
 *   for each block of n and of k (timing.md 11.1).
 */
export function requireMeasurable(workload: Workload, hardware: Hardware): void {
  layOut(workload, hardware)
  const { m, n, k } = extentsOf(workload, hardware)
  const cycles = m * n * k
  if (cycles >= longestRun) {
    throw new InputError(
      'workload',
      `its products take ${cycles} cycles on ${hardware.name}, a run is timed to ${longestRun}`,
    )
  }
}
