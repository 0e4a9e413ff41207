import { Compiler, type TimedProgram } from '../compiler/compile.js'
import type { FlatList } from '../compiler/flat-list.js'
import type { Hardware } from '../hardware/hardware.js'
import { ownStartUpDelay } from '../hardware/start-up-delays.js'
import { never, survey, type Late } from '../search/certified/regions.js'
import {
  RegionSettler,
  settleShard,
  type SettledShard,
  type Time,
} from '../search/certified/settle-region.js'
import { anneal, type Walked } from '../search/product-lists/anneal.js'
import type { Trace } from '../search/product-lists/bridge.js'
import { fastestLists, type Fastest } from '../search/product-lists/fastest.js'
import type { Timer } from '../search/product-lists/timed.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import type { AnnealJob, ListsJob, SettleJob, Subject } from './messages.js'
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

/** What schedules are timed for, and on which memories. */
type Timed = Omit<Subject, 'seed'>

/** Times schedules one after the other, up to a number of cycles: the most over the memories to time on. */
export function timeOf({ workload, hardware, startUpDelays = [ownStartUpDelay] }: Timed): Time {
  compiler ??= new Compiler()
  const code = compiler
  const memories = machinesFor(hardware, startUpDelays)
  return (schedule, cutoff) => {
    const program = code.compile(workload, schedule, hardware)
    const { status, cycles } = slowestRun(memories, program, { cutoff, log: false })
    return status === 'finished' ? cycles : null
  }
}

/** Times lists of products in the same way. */
class ListTimer implements Timer {
  runs = 0
  private readonly memories: readonly TimingMachine[]

  constructor(private readonly on: Timed) {
    this.memories = machinesFor(on.hardware, on.startUpDelays ?? [ownStartUpDelay])
  }

  cycles(list: FlatList, cutoff: number): number | null {
    const program = this.programOf(list)
    if (!program) return null
    const { status, cycles } = slowestRun(this.memories, program, { cutoff, log: false })
    return status === 'finished' ? cycles : Infinity
  }

  trace(list: FlatList, cutoff: number): (Trace & { readonly cycles: number }) | null {
    const program = this.programOf(list)
    if (!program) return null
    const { status, cycles, start, end } = slowestRun(this.memories, program, { cutoff })
    return status === 'finished' ? { instructions: program.instructions, start, end, cycles } : null
  }

  /** The program that is run next; null where the list is illegal. */
  private programOf(list: FlatList): TimedProgram | null {
    compiler ??= new Compiler()
    const program = compiler.compileList(this.on.workload, list, this.on.hardware)
    if (program) this.runs++
    return program
  }
}

/** Whether a time has come; threads have that clock in common. */
export const after = (until: number | null): Late => (until === null ? never : () => Date.now() > until)

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
  const settler = new RegionSettler(workload, hardware, timeOf({ workload, hardware }))
  return settleShard(settler, survey(workload, hardware, shard, limit, late), limit, mostRegions, late)
}

/** Finds lists of products that walks may begin with. */
export function beginLists({ until, of, ...subject }: Omit<ListsJob, 'kind' | 'seed'>): Fastest {
  return fastestLists(of, subject.workload, subject.hardware, new ListTimer(subject), after(until))
}

/** Walks through lists of products. */
export function walkLists({ until, walk, ...subject }: Omit<AnnealJob, 'kind' | 'seed'>): Walked {
  return anneal(walk, subject.workload, subject.hardware, new ListTimer(subject), after(until))
}
