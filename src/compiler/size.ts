import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import { IllegalSchedule, type Axis, type KnobName, type Schedule } from './schedule.js'
import { cutAxes, extentsOf, mostChunks } from './tiles.js'

/** Most GEMM instructions that a program may have. */
export const maxGemms = 2 ** 18

const tileKnob = { m: 'tile_m', n: 'tile_n', k: 'tile_k' } as const satisfies Record<Axis, KnobName>

/** Refuses, before anything is unrolled, a schedule whose program would be absurdly long; a list of products is itself as long as
 * its program. @throws IllegalSchedule. */
export function checkSize(schedule: Schedule, workload: Workload, hardware: Hardware): void {
  if (schedule.products) return
  const cutting = cutAxes(schedule, extentsOf(workload, hardware))
  const counts = { m: mostChunks(cutting, 'm'), n: mostChunks(cutting, 'n'), k: mostChunks(cutting, 'k') }
  const gemms = counts.m * counts.n * counts.k
  if (gemms <= maxGemms) return
  const most = (['m', 'n', 'k'] as const).reduce((worst, axis) =>
    counts[axis] > counts[worst] ? axis : worst,
  )
  throw new IllegalSchedule(
    tileKnob[most],
    `a program may have ${maxGemms} GEMM instructions`,
    `${counts.m} x ${counts.n} x ${counts.k} chunks make ${gemms}`,
  )
}
