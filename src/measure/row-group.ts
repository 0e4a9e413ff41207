import type { ScheduleForm } from '../compiler/schedule-form.js'
import type { Schedule } from '../compiler/schedule.js'
import { errorKinds, type Measured, type MeasurementStatus } from './record.js'
import type { Verdict } from './verdict.js'
import type { Check } from './verification.js'

/*
 * Measurements side by side, in the form in which they cross between threads and lie in the database: a worker writes it,
 * and nobody has to take it apart before somebody asks for a row. Columns, for n rows:
 *
 *   cycles        n x float64    NaN for none
 *   program       n x float64    digest; NaN for none
 *   microseconds  n x uint32     that the worker spent
 *   end           n x uint32     where the row's schedule ends, from the first one's start
 *   status        n bytes        number among `statuses`
 *   check         n bytes        number among `checks`
 *   schedules     bytes of a ScheduleForm, one behind the other
 *   details       a JSON list of [row, text], of those rows that have one; nothing where none has
 */

/** In the order of their numbers, which are in databases: new ones go behind the last. */
export const statuses: readonly MeasurementStatus[] = ['ok', ...errorKinds]
export const checks: readonly (Check | null)[] = [null, 'fingerprint', 'full']

/** Of a row, beside its schedule and its detail. */
export const columnBytes = 26

/** Whose measurements they are. */
export interface RowGroupHead {
  readonly length: number
  readonly form: ScheduleForm
  /** Seed of the random operands that results were verified with. */
  readonly seed: number
  readonly worker: number
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

/** Typed arrays begin at multiples of 8 bytes. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 8 === 0 ? bytes : bytes.slice())

/** Measurements by one worker, side by side. */
export class RowGroup {
  readonly length: number
  readonly form: ScheduleForm
  readonly seed: number
  readonly worker: number
  readonly #cycles: Float64Array
  readonly #programs: Float64Array
  readonly #microseconds: Uint32Array
  readonly #ends: Uint32Array
  readonly #statuses: Uint8Array
  readonly #checks: Uint8Array
  readonly #rest: Uint8Array
  /** By row, once they were asked for. */
  #details: ReadonlyMap<number, string> | null = null

  constructor(
    { length, form, seed, worker }: RowGroupHead,
    readonly bytes: Uint8Array,
  ) {
    this.length = length
    this.form = form
    this.seed = seed
    this.worker = worker
    const { buffer, byteOffset: at } = aligned(bytes)
    this.#cycles = new Float64Array(buffer, at, length)
    this.#programs = new Float64Array(buffer, at + 8 * length, length)
    this.#microseconds = new Uint32Array(buffer, at + 16 * length, length)
    this.#ends = new Uint32Array(buffer, at + 20 * length, length)
    this.#statuses = new Uint8Array(buffer, at + 24 * length, length)
    this.#checks = new Uint8Array(buffer, at + 25 * length, length)
    this.#rest = new Uint8Array(buffer, at + columnBytes * length, bytes.length - columnBytes * length)
  }

  status(row: number): MeasurementStatus {
    return statuses[this.#statuses[row]]
  }

  /** Cycles from launch to FINISH; null when it did not finish. */
  cycles(row: number): number | null {
    return orNull(this.#cycles[row])
  }

  /** Cycles that count: of a verified program, else null. */
  countedCycles(row: number): number | null {
    return this.#statuses[row] === 0 ? this.cycles(row) : null
  }

  program(row: number): number | null {
    return orNull(this.#programs[row])
  }

  check(row: number): Check | null {
    return checks[this.#checks[row]]
  }

  /** Seconds that the worker spent on all of them. */
  get seconds(): number {
    let sum = 0
    for (let row = 0; row < this.length; row++) sum += this.#microseconds[row]
    return sum / 1e6
  }

  /** A row's schedule in the group's form. */
  scheduleBytes(row: number): Uint8Array {
    return this.#rest.subarray(row === 0 ? 0 : this.#ends[row - 1], this.#ends[row])
  }

  schedule(row: number): Schedule {
    return this.form.read(this.scheduleBytes(row))
  }

  detail(row: number): string | null {
    this.#details ??= this.#readDetails()
    return this.#details.get(row) ?? null
  }

  #readDetails(): ReadonlyMap<number, string> {
    const text = this.#rest.subarray(this.#ends[this.length - 1])
    const details: readonly (readonly [row: number, text: string])[] =
      text.length === 0 ? [] : JSON.parse(new TextDecoder().decode(text))
    return new Map(details)
  }

  verdict(row: number): Verdict {
    return {
      status: this.status(row),
      cycles: this.cycles(row),
      detail: this.detail(row),
      check: this.check(row),
      program: this.program(row),
      seconds: this.#microseconds[row] / 1e6,
    }
  }

  /** One by one: a spread of as many properties takes the engine ten times as long. */
  row(row: number): Measured {
    const status = this.status(row)
    return {
      schedule: this.schedule(row),
      seed: this.seed,
      worker: this.worker,
      status,
      cycles: this.cycles(row),
      detail: this.detail(row),
      check: this.check(row),
      program: this.program(row),
      seconds: this.#microseconds[row] / 1e6,
      verified: status === 'ok',
    }
  }

  *rows(): Generator<Measured> {
    for (let row = 0; row < this.length; row++) yield this.row(row)
  }
}

/** How many rows some groups have. */
export const countRows = (groups: readonly RowGroup[]): number =>
  groups.reduce((sum, { length }) => sum + length, 0)

/** Every row of some groups, in order. */
export const rowsOf = (groups: readonly RowGroup[]): readonly Measured[] =>
  groups.flatMap((group) => [...group.rows()])
