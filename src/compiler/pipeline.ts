import type { Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'
import type { Nest } from './nest.js'
import { attach } from './passes/attach.js'
import { declare } from './passes/declare.js'
import { reorder } from './passes/reorder.js'
import { scope } from './passes/scope.js'
import { tensorize } from './passes/tensorize.js'
import { thread } from './passes/thread.js'
import { tile } from './passes/tile.js'
import type { Schedule } from './schedule.js'

/** The passes that rewrite the loop nest, in order. */
export const nestPasses = [
  { name: 'scope', run: scope },
  { name: 'tile', run: tile },
  { name: 'reorder', run: reorder },
  { name: 'attach', run: attach },
  { name: 'thread', run: thread },
  { name: 'tensorize', run: tensorize },
] as const satisfies readonly { name: string; run: (nest: Nest, schedule: Schedule) => Nest }[]

/** Every stage that `lower` prints: the declaration, the nest passes, and those that write the program. */
export const stageNames = [
  'declare',
  ...nestPasses.map((pass) => pass.name),
  'unroll',
  'synchronize',
  'emit',
] as const
export type StageName = (typeof stageNames)[number]

/** The nest after every nest pass. @throws IllegalSchedule from a pass. */
export function tensorizedNest(workload: Workload, schedule: Schedule, hardware: Hardware): Nest {
  let nest = declare(workload, hardware)
  for (const pass of nestPasses) nest = pass.run(nest, schedule)
  return nest
}
