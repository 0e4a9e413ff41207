import { Compiler } from '../compiler/compile.js'
import type { Hardware } from '../hardware/hardware.js'
import { ownStartUpDelay } from '../hardware/start-up-delays.js'
import { never, survey, type Late } from '../search/certified/regions.js'
import { RegionSettler, settleShard, type SettledShard } from '../search/certified/settle-region.js'
import { anneal, type Walked } from '../search/product-lists/anneal.js'
import type { Timer } from '../search/product-lists/timed.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import type { AnnealJob, SettleJob, Subject } from './messages.js'
import { slowestRun } from './slowest-run.js'

/*
 * Searches that time schedules by the thousand, where no message could keep up: what is faster than what is to be beaten
 * is compiled and timed, exactly, until it is no faster. Nothing is verified here: what they find is measured as any
 * other candidate.
 */

/** This thread's compiler, and its machines for the hardware and the memories of the last job: kept from job to job. */
let compiler: Compiler | null = null
let machines: readonly TimingMachine[] = []
let machinesAre = ''

function machinesFor(hardware: Hardware, startUpDelays: readonly number[]): readonly TimingMachine[] {
  const wanted = JSON.stringify([hardware, startUpDelays])
  if (wanted !== machinesAre) {
    machines = startUpDelays.map((startUpDelay) => new TimingMachine(hardware, { startUpDelay }))
    machinesAre = wanted
  }
  return machines
}

/** Times schedules one after the other, up to a number of cycles: the most over the memories to time on. */
export function timerOf({
  workload,
  hardware,
  startUpDelays = [ownStartUpDelay],
}: Omit<Subject, 'seed'>): Timer {
  compiler ??= new Compiler()
  const code = compiler
  const memories = machinesFor(hardware, startUpDelays)
  const trace: Timer['trace'] = (schedule, cutoff) => {
    const program = code.compile(workload, schedule, hardware)
    const { status, cycles, start, end } = slowestRun(memories, program, { cutoff })
    return status === 'finished' ? { instructions: program.instructions, start, end, cycles } : null
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
  const settler = new RegionSettler(workload, hardware, timerOf({ workload, hardware }).cycles)
  return settleShard(settler, survey(workload, hardware, shard, limit, late), limit, mostRegions, late)
}

/** Walks through lists of products. */
export function walkLists({ until, walk, ...subject }: Omit<AnnealJob, 'kind' | 'seed'>): Walked {
  return anneal(walk, subject.workload, subject.hardware, timerOf(subject), after(until))
}
