import type { Hardware } from '../hardware/hardware.js'
import type { Program } from '../isa/program.js'
import { startUpDelays } from '../hardware/start-up-delays.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import { cyclesOf } from './stopwatch.js'

/** A program under the name that a reader knows its schedule by. */
export interface Contender {
  readonly name: string
  readonly program: Program
}

/** Cycles of one schedule by the memory's start-up delay, in the order of the delays. */
export interface Reaction {
  readonly name: string
  readonly cycles: readonly number[]
}

/** What becomes of a ranking when memory is slower to start than the machine's. */
export interface Robustness {
  readonly delays: readonly number[]
  /** The schedule itself first. */
  readonly schedules: readonly Reaction[]
  /** No schedule overtakes another at any delay. */
  readonly order_holds: boolean
  /** The names of the fastest at each delay; of equally fast ones the first. */
  readonly fastest: readonly string[]
}

/** Times schedules with memories that take longer to start (timing.md 7.3); bursts and beats stay as they are. */
export function robustnessOf(contenders: readonly Contender[], hardware: Hardware): Robustness {
  const machines = startUpDelays.map((startUpDelay) => new TimingMachine(hardware, { startUpDelay }))
  const schedules = contenders.map(({ name, program }) => ({
    name,
    cycles: machines.map((machine) => cyclesOf(machine, program)),
  }))
  return {
    delays: startUpDelays,
    schedules,
    order_holds: schedules.every((a) => schedules.every((b) => !overtakes(a, b))),
    fastest: startUpDelays.map(
      (_, at) => schedules.reduce((best, one) => (one.cycles[at] < best.cycles[at] ? one : best)).name,
    ),
  }
}

/** Whether a is faster than b at one delay, and slower at another. */
const overtakes = (a: Reaction, b: Reaction): boolean =>
  a.cycles.some((cycles, at) => cycles < b.cycles[at]) && a.cycles.some((cycles, at) => cycles > b.cycles[at])
