import type { Schedule } from '../compiler/schedule.js'

/** One knob of a space: its name in the schedule, what it means, and the values it takes for a workload. */
export interface Knob {
  readonly name: string
  readonly meaning: string
  readonly values: readonly (number | string | readonly number[])[]
}

/** Every schedule that the knobs can express for a workload on a hardware, numbered 0 .. size-1. */
export interface Space {
  /** Name and version of the space: claims about "no schedule of the space" cite it. */
  readonly name: string
  readonly knobs: readonly Knob[]
  readonly size: number
  /** The schedule with this number, mixed radix over the knobs, the last knob fastest. */
  at(index: number): Schedule
}
