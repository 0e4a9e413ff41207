import { ByteWriter, todaysForm, writeSchedule } from '../compiler/schedule-form.js'
import type { Schedule } from '../compiler/schedule.js'
import { checks, columnBytes, RowGroup, statuses } from './row-group.js'
import type { Verdict } from './verdict.js'

/** Puts rows side by side. */
export class RowGroupWriter {
  readonly #schedules = new ByteWriter()
  readonly #ends: number[] = []
  readonly #verdicts: Verdict[] = []

  /** A schedule in today's form, and what was found out about it. */
  add(schedule: Schedule, verdict: Verdict): void {
    writeSchedule(schedule, this.#schedules)
    this.#close(verdict)
  }

  /** A schedule that is bytes already. */
  addWritten(schedule: Uint8Array, verdict: Verdict): void {
    this.#schedules.append(schedule)
    this.#close(verdict)
  }

  #close(verdict: Verdict): void {
    this.#ends.push(this.#schedules.length)
    this.#verdicts.push(verdict)
  }

  get length(): number {
    return this.#verdicts.length
  }

  bytes(): Uint8Array {
    const { length } = this
    const schedules = this.#schedules.written
    const details = this.#details()
    const bytes = new Uint8Array(length * columnBytes + schedules.length + details.length)
    const { buffer } = bytes
    const cycles = new Float64Array(buffer, 0, length)
    const programs = new Float64Array(buffer, 8 * length, length)
    const microseconds = new Uint32Array(buffer, 16 * length, length)
    const statusAt = 24 * length
    const checkAt = 25 * length
    new Uint32Array(buffer, 20 * length, length).set(this.#ends)
    for (const [row, verdict] of this.#verdicts.entries()) {
      cycles[row] = verdict.cycles ?? NaN
      programs[row] = verdict.program ?? NaN
      microseconds[row] = Math.round(verdict.seconds * 1e6)
      bytes[statusAt + row] = statuses.indexOf(verdict.status)
      bytes[checkAt + row] = checks.indexOf(verdict.check)
    }
    bytes.set(schedules, length * columnBytes)
    bytes.set(details, length * columnBytes + schedules.length)
    return bytes
  }

  /** The group of what was added, in today's form. */
  group(seed: number, worker: number): RowGroup {
    return new RowGroup({ length: this.length, form: todaysForm, seed, worker }, this.bytes())
  }

  #details(): Uint8Array {
    const details = this.#verdicts.flatMap(({ detail }, row) => (detail === null ? [] : [[row, detail]]))
    return new TextEncoder().encode(details.length > 0 ? JSON.stringify(details) : '')
  }
}

/** Rows `from` to `to` - 1 of a group. */
export function sliceOf(group: RowGroup, from: number, to: number): RowGroup {
  if (from === 0 && to === group.length) return group
  const writer = new RowGroupWriter()
  for (let row = from; row < to; row++) writer.addWritten(group.scheduleBytes(row), group.verdict(row))
  const { form, seed, worker } = group
  return new RowGroup({ length: to - from, form, seed, worker }, writer.bytes())
}
