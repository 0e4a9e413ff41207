import { Compiler } from '../compiler/compile.js'
import type { Hardware } from '../hardware/hardware.js'
import { never, survey, type Late } from '../search/certified/regions.js'
import { RegionSettler, settleShard, type SettledShard } from '../search/certified/settle-region.js'
import { anneal, type Walked } from '../search/product-lists/anneal.js'
import type { Timer } from '../search/product-lists/timed.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import type { Workload } from '../workload/workload.js'
import type { AnnealJob, SettleJob } from './messages.js'

/*
 * Searches that time schedules by the thousand, where no message could keep up: what is faster than what is to be beaten
 * is compiled and timed, exactly, until it is no faster. Nothing is verified here: what they find is measured as any
 * other candidate.
 */

/** Times schedules one after the other, up to a number of cycles. */
export function timerOf(workload: Workload, hardware: Hardware): Timer {
  const machine = new TimingMachine(hardware)
  const compiler = new Compiler()
  const trace: Timer['trace'] = (schedule, cutoff) => {
    const { instructions, dramBytes } = compiler.compile(workload, schedule, hardware)
    const { status, cycles, start, end } = machine.run(instructions, { dramBytes, cutoff })
    return status === 'finished' ? { instructions, start, end, cycles } : null
  }
  return { trace, cycles: (schedule, cutoff) => trace(schedule, cutoff)?.cycles ?? null }
}

/** Whether a time has come; threads have that clock in common. */
const after = (until: number | null): Late => (until === null ? never : () => Date.now() > until)

/** Settles a shard of the sequence space. */
export function settle({
  until,
  workload,
  hardware,
  shard,
  limit,
  mostRegions,
}: Omit<SettleJob, 'kind' | 'seed'>): SettledShard {
  const late = after(until)
  const settler = new RegionSettler(workload, hardware, timerOf(workload, hardware).cycles)
  return settleShard(settler, survey(workload, hardware, shard, limit, late), limit, mostRegions, late)
}

/** Walks through lists of products. */
export function walkLists({ until, workload, hardware, walk }: Omit<AnnealJob, 'kind' | 'seed'>): Walked {
  return anneal(walk, workload, hardware, timerOf(workload, hardware), after(until))
}
