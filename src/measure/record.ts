import type { Schedule } from '../compiler/schedule.js'
import type { Check } from './verification.js'

/** Why a candidate does not count. */
export const errorKinds = [
  'illegal',
  'hazard',
  'race',
  'wrap',
  'deadlock',
  'wrong_answer',
  'fault',
  'timeout',
  'crashed',
] as const
export type ErrorKind = (typeof errorKinds)[number]
export type MeasurementStatus = 'ok' | ErrorKind

/** What came of one candidate. */
export interface Measurement {
  readonly schedule: Schedule
  readonly status: MeasurementStatus
  /** Cycles from launch to FINISH; null when it did not finish. */
  readonly cycles: number | null
  /** The output equalled the plain reference's, and nothing was wrong on the way. */
  readonly verified: boolean
  /** One line saying what went wrong; null when nothing did. */
  readonly detail: string | null
  /** Seed of the random operands it was verified with. */
  readonly seed: number
  /** Which worker, and its seconds on this candidate. */
  readonly worker: number
  readonly seconds: number
}

/** A measurement as it comes from a worker. */
export interface Measured extends Measurement {
  /** Digest of the program: equal programs have equal digests; null when there is none. */
  readonly program: number | null
  /** How the result was verified; null when that was not come to. */
  readonly check: Check | null
}
