import { createHash } from 'node:crypto'
import type { Hardware } from '../hardware/hardware.js'
import { initialMemory } from '../isa/image.js'
import type { Program } from '../isa/program.js'
import { ProgramChecker } from './function/checker.js'
import { FunctionalMachine } from './function/machine.js'
import type { LaunchState } from './function/launch-image.js'
import type { Deadlock, Effects, Fault, RunStatus, Timing } from './result.js'
import { longestRun, TimingMachine } from './timing/machine.js'

/** A program's run, timing and function together. */
export interface Simulation {
  readonly status: RunStatus
  /** Launch to FINISH; 0 when it never executes. */
  readonly cycles: number
  /** Firings of the hardware's assertions: the ALU's and the in-flight counters' (timing.md 12). */
  readonly hazards: number
  readonly races: number
  /** Scratchpad indices and in-flight counters that wrapped. */
  readonly wraps: number
  /** The output region as DRAM stands when every started transfer has ended. */
  readonly output: Uint8Array
  readonly output_sha256: string
  readonly timing: Timing
  readonly effects: Effects
  readonly deadlock?: Deadlock
  readonly fault?: Fault
}

export interface SimulateOptions {
  /** What the scratchpads hold at launch; zeros unless said. */
  readonly scratchpads?: LaunchState
}

interface Machines {
  readonly timing: TimingMachine
  readonly function: FunctionalMachine
  readonly checker: ProgramChecker
}

const machines = new WeakMap<Hardware, Machines>()

/** The machines of a hardware, kept for it. */
function machinesOf(hardware: Hardware): Machines {
  let found = machines.get(hardware)
  if (!found) {
    found = {
      timing: new TimingMachine(hardware),
      function: new FunctionalMachine(hardware),
      checker: new ProgramChecker(hardware),
    }
    machines.set(hardware, found)
  }
  return found
}

/** A program that takes too many cycles to be timed. */
export class RunTooLong extends Error {
  override readonly name = 'RunTooLong'
  constructor() {
    super(`the program takes more than ${longestRun} cycles, the longest run that is timed`)
  }
}

/** Times a program and runs it on its own data. @throws RunTooLong. */
export function simulate(program: Program, hardware: Hardware, options: SimulateOptions = {}): Simulation {
  const machine = machinesOf(hardware)
  const timing = machine.timing.run(program.instructions, program)
  if (timing.status === 'cutoff') throw new RunTooLong()
  const memory = initialMemory(program)
  machine.function.run(program, memory, timing, options.scratchpads ?? 'zero')
  const effects = machine.checker.check(program)
  const { address, bytes } = program.output
  const output = memory.subarray(address, address + bytes)
  return {
    status: timing.status,
    cycles: timing.cycles,
    hazards: effects.hazards + timing.counterHazards,
    races: effects.races,
    wraps: effects.wraps + timing.wraps,
    output,
    output_sha256: createHash('sha256').update(output).digest('hex'),
    timing,
    effects,
    ...(timing.deadlock && { deadlock: timing.deadlock }),
    ...(timing.fault && { fault: timing.fault }),
  }
}
