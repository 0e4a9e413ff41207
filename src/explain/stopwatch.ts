import { Compiler } from '../compiler/compile.js'
import { normalSchedule } from '../compiler/normal.js'
import { IllegalSchedule, type Schedule } from '../compiler/schedule.js'
import type { Hardware } from '../hardware/hardware.js'
import { instructionCount, type Program } from '../isa/program.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import type { Workload } from '../workload/workload.js'

/** What a schedule takes; or why it is illegal. */
export type Timed = { readonly cycles: number } | { readonly illegal: string }

/** Times schedules of one workload on one hardware: each program once. */
export class Stopwatch {
  /** Instructions compiled so far. */
  instructions = 0
  readonly #machine: TimingMachine
  readonly #compiler = new Compiler()
  readonly #known = new Map<string, Timed>()

  constructor(
    readonly workload: Workload,
    readonly hardware: Hardware,
  ) {
    this.#machine = new TimingMachine(hardware)
  }

  /** The same text for schedules that are the same program. */
  form(schedule: Schedule): string {
    return JSON.stringify(normalSchedule(schedule, this.workload, this.hardware))
  }

  time(schedule: Schedule): Timed {
    const form = this.form(schedule)
    const known = this.#known.get(form)
    if (known) return known
    const timed = this.#time(schedule)
    this.#known.set(form, timed)
    return timed
  }

  #time(schedule: Schedule): Timed {
    try {
      const program = this.#compiler.compile(this.workload, schedule, this.hardware)
      this.instructions += instructionCount(program)
      return { cycles: cyclesOf(this.#machine, program) }
    } catch (error) {
      if (error instanceof IllegalSchedule) return { illegal: error.message }
      throw error
    }
  }
}

/** A program's cycles. @throws Error when it does not finish. */
export function cyclesOf(machine: TimingMachine, program: Program): number {
  const { status, cycles } = machine.run(program.instructions, program)
  if (status !== 'finished') throw new Error(`a compiled program ends in ${status}`)
  return cycles
}
