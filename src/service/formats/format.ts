import type { Schedule } from '../../compiler/schedule.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Told } from '../../store/candidates.js'
import type { MeasurementRecord } from '../../store/records.js'
import type { Workload } from '../../workload/workload.js'

/** A row of the tuning log with all that another program needs to know of it. */
export interface LogRow {
  readonly measurement: MeasurementRecord
  readonly workload: Workload
  readonly hardware: Hardware
  /** When its tuning began, milliseconds since 1970. */
  readonly time: number
}

/** What a log that somebody wrote says of a schedule. */
export interface Claim {
  /** Null when the log does not say: the importer has to. */
  readonly workload: Workload | null
  /** Name of the accelerator, or null. */
  readonly hardware: string | null
  readonly schedule: Schedule
  readonly told: Told
}

/** A record that is no claim about a schedule of ours, and why. */
export interface Skipped {
  readonly record: number
  readonly reason: string
}

export type ReadRecord = Claim | Skipped
export const isSkipped = (record: ReadRecord): record is Skipped => 'reason' in record

/** Names of accelerators by VTA's name for their configuration, as logs of TVM have it. */
export type HardwareNames = ReadonlyMap<string, string>

/** A way to write tuning logs. */
export interface LogFormat {
  readonly mediaType: string
  /** The text of a log, in pieces. */
  write(rows: Iterable<LogRow>): Iterable<string>
  /** What a text says. @throws InputError when it is not of this format */
  read(text: string, names: HardwareNames): Iterable<ReadRecord>
}

/** The lines of a text that hold something, with their numbers from 1; `#` begins a comment. */
export function* linesOf(text: string): Generator<readonly [number: number, line: string]> {
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const trimmed = line.trim()
    if (trimmed !== '' && !trimmed.startsWith('#')) yield [number, trimmed]
  }
}
