import type { Schedule } from '../compiler/schedule.js'
import type { Features } from './features.js'
import type { Digits } from './mixed-radix.js'

/** One knob of a space: its name, what it means, and the values it takes for a workload. */
export interface Knob {
  readonly name: string
  readonly meaning: string
  readonly values: readonly (number | string | readonly number[])[]
}

/** What strategies see of a space: numbered points, each a choice of one digit for every knob. */
export interface Points {
  /** Points: 0 .. size-1. */
  readonly size: number
  /** How many digits each place has; what others choose can leave fewer. */
  readonly radices: readonly number[]
  /** For each place, whether neighbouring digits mean neighbouring things, as sizes do and loop orders do not. */
  readonly ordered: readonly boolean[]
  /** For each place, whether its digits are sizes of tiles, ascending: small tiles cost an instruction each. */
  readonly tiles: readonly boolean[]
  /** What a cost model can learn from. */
  readonly features: Features
  /** The digits of a point, in `into` when that is given. @throws RangeError when there is no such point. */
  digits(index: number, into?: Digits): Digits
  /** The point of digits; where others leave fewer choices than a digit wants, one that is near. */
  indexOf(digits: Digits): number
}

/** Schedules for a workload on a hardware, numbered. */
export interface Space extends Points {
  /** Name and version of the space: claims about "no schedule of the space" cite it. */
  readonly name: string
  /** One a digit. */
  readonly knobs: readonly Knob[]
  /** The schedule with this number. */
  at(index: number): Schedule
  /** The number of a schedule, or of one that is near it. */
  nearest(schedule: Schedule): number
}

/** Whether a knob's values are numbers, which its digits then follow in order. */
export const isOrdered = ({ values }: Knob): boolean => values.every((value) => typeof value === 'number')
