import type { Schedule } from '../compiler/schedule.js'
import type { Features } from './features.js'
import type { MixedRadix } from './mixed-radix.js'

/** One knob of a space: its name in the schedule, what it means, and the values it takes for a workload. */
export interface Knob {
  readonly name: string
  readonly meaning: string
  readonly values: readonly (number | string | readonly number[])[]
}

/** What strategies see of a space: numbered points, each a choice of one digit for every knob. */
export interface Points extends MixedRadix {
  /** For each digit, whether its neighbours mean neighbouring things, as sizes do and loop orders do not. */
  readonly ordered: readonly boolean[]
  /** What a cost model can learn from. */
  readonly features: Features
}

/** Every schedule that the knobs can express for a workload on a hardware: a digit chooses a knob's value. */
export interface Space extends Points {
  /** Name and version of the space: claims about "no schedule of the space" cite it. */
  readonly name: string
  readonly knobs: readonly Knob[]
  /** The schedule with this number. */
  at(index: number): Schedule
}

/** Whether a knob's values are numbers, which its digits then follow in order. */
export const isOrdered = ({ values }: Knob): boolean => values.every((value) => typeof value === 'number')
