import { compile } from '../compiler/compile.js'
import type { Schedule } from '../compiler/schedule.js'
import type { Hardware } from '../hardware/hardware.js'
import { instructionCount } from '../isa/program.js'
import { lowerBound } from '../search/bounds/lower-bound.js'
import { workloadId, type Workload } from '../workload/workload.js'
import { criticalPath } from './critical-path.js'
import { gapOf, type Gap } from './gap.js'
import { unitCycles, type Unit, type UnitCycles } from './modules.js'
import { neighboursOf, type Neighbour } from './neighbours.js'
import { phasesOf, type Phase } from './phases.js'
import { type ClientName } from './read-bus.js'
import { robustnessOf, type Robustness } from './robustness.js'
import { Stopwatch } from './stopwatch.js'
import { traceOf, type Trace } from './trace.js'

/** Why a schedule's program takes as long as it does. Cycles from launch to FINISH. */
export interface Explanation {
  readonly workload_id: string
  readonly hardware: string
  readonly schedule: Schedule
  readonly instructions: number
  readonly cycles: number
  /** At the hardware's clock. */
  readonly microseconds: number
  readonly clock_mhz: number
  /** Cycles that no program can beat, and the distance to them as a fraction. */
  readonly lower_bound: number
  readonly gap: number
  readonly gap_by_cause: Gap
  readonly modules: Readonly<Record<Unit, UnitCycles>>
  /** Cycles in which the memory sends to each of its clients, and to none. */
  readonly memory: Readonly<Record<ClientName | 'idle', number>>
  readonly critical_path: readonly Phase[]
  readonly neighbours: readonly Neighbour[]
  readonly robustness: Robustness
}

/** A schedule under the name that its reader knows it by. */
export interface Rival {
  readonly name: string
  readonly schedule: Schedule
}

/** Neighbours that a schedule is held against when the memory gets slower. */
const rivalNeighbours = 4

/**
 * Explains a schedule. Its program's length bounds the time that this takes, its neighbours' a budget; what is told
 * does not grow with either.
 * @param rivals schedules that it is held against when the memory gets slower; its fastest neighbours if none.
 * @throws IllegalSchedule; InputError when the tensors do not fit DRAM.
 */
export function explain(
  workload: Workload,
  schedule: Schedule,
  hardware: Hardware,
  rivals: readonly Rival[] = [],
): Explanation {
  const program = compile(workload, schedule, hardware)
  const trace = traceOf(program, hardware)
  const bound = lowerBound(workload, hardware)
  const instructions = instructionCount(program)
  const watch = new Stopwatch(workload, hardware)
  const neighbours = neighboursOf({ schedule, cycles: trace.cycles, instructions }, watch)
  const others = rivals.length > 0 ? rivals : fastest(neighbours, schedule)
  const contenders = others.map((one) => ({
    name: one.name,
    program: compile(workload, one.schedule, hardware),
  }))
  return {
    workload_id: workloadId(workload),
    hardware: hardware.name,
    schedule,
    instructions,
    cycles: trace.cycles,
    microseconds: trace.cycles / hardware.clockMHz,
    clock_mhz: hardware.clockMHz,
    lower_bound: bound.cycles,
    gap: trace.cycles / bound.cycles - 1,
    gap_by_cause: gapOf(trace, bound),
    modules: unitCycles(trace),
    memory: memoryCycles(trace),
    critical_path: phasesOf(trace, criticalPath(trace)),
    neighbours,
    robustness: robustnessOf([{ name: 'this schedule', program }, ...contenders], hardware),
  }
}

function memoryCycles({ bus, cycles }: Trace): Explanation['memory'] {
  const [fetch, uop, inp, wgt, acc] = bus.beats(0, cycles)
  return { fetch, uop, inp, wgt, acc, idle: cycles - fetch - uop - inp - wgt - acc }
}

/** The fastest neighbours; one of those that take equally long. */
function fastest(neighbours: readonly Neighbour[], schedule: Schedule): readonly Rival[] {
  const rivals = new Map<number, Rival>()
  for (const { knob, value, cycles, same_program } of neighbours) {
    if (cycles === null || same_program || rivals.has(cycles)) continue
    rivals.set(cycles, { name: `${knob} ${JSON.stringify(value)}`, schedule: { ...schedule, [knob]: value } })
    if (rivals.size === rivalNeighbours) break
  }
  return [...rivals.values()]
}
