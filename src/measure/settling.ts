import { Compiler } from '../compiler/compile.js'
import { survey } from '../search/certified/regions.js'
import {
  RegionSettler,
  settleShard,
  type SettledShard,
  type Time,
} from '../search/certified/settle-region.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import type { SettleJob } from './messages.js'

/**
 * Settles a shard of the sequence space: what the bounds let through is compiled and timed, exactly, until it is no
 * faster than what is to be beaten. Nothing is verified here: a shard's best is measured as any other candidate.
 */
export function settle({
  seconds,
  workload,
  hardware,
  shard,
  limit,
  mostRegions,
}: Omit<SettleJob, 'kind' | 'seed'>): SettledShard {
  const machine = new TimingMachine(hardware)
  const compiler = new Compiler()
  const end = performance.now() + (seconds ?? Infinity) * 1000
  const late = (): boolean => performance.now() > end
  const time: Time = (schedule, cutoff) => {
    const { instructions, dramBytes } = compiler.compile(workload, schedule, hardware)
    const { status, cycles } = machine.run(instructions, { dramBytes, cutoff })
    return status === 'finished' ? cycles : null
  }
  const settler = new RegionSettler(workload, hardware, time)
  return settleShard(settler, survey(workload, hardware, shard, limit, late), limit, mostRegions, late)
}
