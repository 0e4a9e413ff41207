import { ByteWriter, todaysForm, writeSchedule } from '../compiler/schedule-form.js'
import type { Schedule } from '../compiler/schedule.js'
import { checks, columnBytes, RowGroup, statuses } from './row-group.js'
import type { Verdict } from './verdict.js'

/** Puts rows side by side. Nothing of a verdict is kept but its numbers: objects would be copied about by garbage collection. */
export class RowGroupWriter {
  readonly #schedules = new ByteWriter()
  readonly #ends: number[] = []
  readonly #cycles: number[] = []
  readonly #programs: number[] = []
  readonly #microseconds: number[] = []
  readonly #statuses: number[] = []
  readonly #checks: number[] = []
  readonly #details: (readonly [row: number, text: string])[] = []

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

  #close({ cycles, program, seconds, status, check, detail }: Verdict): void {
    if (detail !== null) this.#details.push([this.length, detail])
    this.#ends.push(this.#schedules.length)
    this.#cycles.push(cycles ?? NaN)
    this.#programs.push(program ?? NaN)
    this.#microseconds.push(Math.round(seconds * 1e6))
    this.#statuses.push(statuses.indexOf(status))
    this.#checks.push(checks.indexOf(check))
  }

  get length(): number {
    return this.#ends.length
  }

  bytes(): Uint8Array {
    const { length } = this
    const schedules = this.#schedules.written
    const details = new TextEncoder().encode(this.#details.length > 0 ? JSON.stringify(this.#details) : '')
    const bytes = new Uint8Array(length * columnBytes + schedules.length + details.length)
    const { buffer } = bytes
    new Float64Array(buffer, 0, length).set(this.#cycles)
    new Float64Array(buffer, 8 * length, length).set(this.#programs)
    new Uint32Array(buffer, 16 * length, length).set(this.#microseconds)
    new Uint32Array(buffer, 20 * length, length).set(this.#ends)
    bytes.set(this.#statuses, 24 * length)
    bytes.set(this.#checks, 25 * length)
    bytes.set(schedules, length * columnBytes)
    bytes.set(details, length * columnBytes + schedules.length)
    return bytes
  }

  /** The group of what was added, in today's form. */
  group(seed: number, worker: number): RowGroup {
    return new RowGroup({ length: this.length, form: todaysForm, seed, worker }, this.bytes())
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
