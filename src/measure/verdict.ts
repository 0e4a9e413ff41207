import type { MeasurementStatus } from './record.js'
import type { Check } from './verification.js'

/** What a worker found out about one candidate. */
export interface Verdict {
  readonly status: MeasurementStatus
  /** Cycles from launch to FINISH; null when it did not finish. */
  readonly cycles: number | null
  readonly detail: string | null
  /** How the result was verified; null when that was not come to. */
  readonly check: Check | null
  /** Digest of the program; null when there is none. Equal programs have equal digests. */
  readonly program: number | null
  /** Wall-clock seconds that it took, its schedule's making too. */
  readonly seconds: number
}
