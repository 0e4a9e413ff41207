import { errorKinds, type MeasurementStatus } from './record.js'
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
  readonly worker: number
  readonly seconds: number
}

/** Verdicts as they cross between threads: numbers side by side, and words for those few that have some. */
export interface PackedVerdicts {
  readonly worker: number
  /** `width` numbers a verdict: status, cycles, check, program, seconds; NaN for null. */
  readonly numbers: Float64Array
  /** Which verdict has a detail, and what it says. */
  readonly details: readonly (readonly [index: number, detail: string])[]
}

const width = 5
const statuses: readonly MeasurementStatus[] = ['ok', ...errorKinds]
const checks: readonly Check[] = ['fingerprint', 'full']

/** What one worker found out, in order. */
export function packVerdicts(worker: number, verdicts: readonly Omit<Verdict, 'worker'>[]): PackedVerdicts {
  const numbers = new Float64Array(verdicts.length * width)
  const details: [number, string][] = []
  for (const [i, { status, cycles, detail, check, program, seconds }] of verdicts.entries()) {
    const at = i * width
    numbers[at] = statuses.indexOf(status)
    numbers[at + 1] = cycles ?? NaN
    numbers[at + 2] = check === null ? NaN : checks.indexOf(check)
    numbers[at + 3] = program ?? NaN
    numbers[at + 4] = seconds
    if (detail !== null) details.push([i, detail])
  }
  return { worker, numbers, details }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

export function unpackVerdicts({ worker, numbers, details }: PackedVerdicts): readonly Verdict[] {
  const detailOf = new Map(details)
  return Array.from({ length: numbers.length / width }, (_, i) => {
    const at = i * width
    return {
      status: statuses[numbers[at]],
      cycles: orNull(numbers[at + 1]),
      detail: detailOf.get(i) ?? null,
      check: checks[numbers[at + 2]] ?? null,
      program: orNull(numbers[at + 3]),
      worker,
      seconds: numbers[at + 4],
    }
  })
}
