import type { Database } from 'better-sqlite3'
import { scheduleSchema, type Schedule } from '../compiler/schedule.js'
import { tuningId } from './ids.js'
import { isoTime, type BestRecord } from './records.js'

interface Row {
  readonly workload_id: string
  readonly hardware: string
  readonly tuning: number
  readonly schedule: string
  readonly cycles: number
  readonly lower_bound: number | null
  readonly certified: number
  readonly found_at: number
}

/** A verified schedule that may be the best. */
export interface Contender {
  readonly workload_id: string
  readonly hardware: string
  readonly tuning: number
  readonly schedule: Schedule
  readonly cycles: number
}

/** What a finished tuning proved about a best of so many cycles. */
export interface Proof {
  readonly workload_id: string
  readonly hardware: string
  readonly cycles: number
  readonly lower_bound: number | null
  readonly certified: boolean
}

/** Which workload of which shape on which hardware there is a best of. */
export interface BestShape {
  readonly workload_id: string
  readonly hardware: string
  readonly m: number
  readonly n: number
  readonly k: number
}

/**
 * How often a best has changed in this process's life, for all threads that have the database open. SQLite can say as much, but
 * to ask it takes a lock in a file, and so waits for the disk now and then.
 */
export type Changes = Int32Array<SharedArrayBuffer>

/** A record in memory. */
interface Kept {
  readonly record: BestRecord
  readonly row: Row
  /** The count of changes when the row was read last. */
  changes: number
}

/** Records kept in memory, all dropped when there are more. */
const keptRecords = 10_000

const record = (row: Row): BestRecord => ({
  workload_id: row.workload_id,
  hardware: row.hardware,
  tuning_id: tuningId(row.tuning),
  schedule: scheduleSchema.parse(JSON.parse(row.schedule)),
  cycles: row.cycles,
  verified: true,
  lower_bound: row.lower_bound,
  gap: row.lower_bound === null ? null : row.cycles / row.lower_bound - 1,
  certified: row.certified === 1,
  found_at: isoTime(row.found_at),
})

/** The best verified schedule of each workload on each hardware. */
export class Bests {
  readonly #offer
  readonly #prove
  readonly #find
  readonly #shapes
  readonly #changes: Changes
  readonly #kept = new Map<string, Kept>()
  /** A write changed a best and is not committed yet. */
  #isChanging = false

  /** @param changes is shared by all connections to the database. */
  constructor(db: Database, changes: Changes) {
    this.#changes = changes
    this.#offer = db.prepare<Omit<Row, 'lower_bound' | 'certified'>>(
      `INSERT INTO best (workload_id, hardware, tuning, schedule, cycles, certified, found_at)
       VALUES (@workload_id, @hardware, @tuning, @schedule, @cycles, 0, @found_at)
       ON CONFLICT DO UPDATE SET tuning = excluded.tuning, schedule = excluded.schedule, cycles = excluded.cycles,
         certified = 0, found_at = excluded.found_at
       WHERE excluded.cycles < cycles`,
    )
    this.#prove = db.prepare<Omit<Proof, 'certified'> & Pick<Row, 'certified'>>(
      `UPDATE best SET lower_bound = coalesce(@lower_bound, lower_bound),
         certified = iif(cycles = @cycles, max(certified, @certified), certified)
       WHERE workload_id = @workload_id AND hardware = @hardware`,
    )
    this.#find = db.prepare<[string, string], Row>(
      'SELECT * FROM best WHERE workload_id = ? AND hardware = ?',
    )
    this.#shapes = db.prepare<[], BestShape>(
      'SELECT workload_id, hardware, m, n, k FROM best JOIN workloads ON workloads.id = workload_id',
    )
  }

  /** The same object until something better is stored, by whatever thread, so that what is made from it can be kept with it. */
  get(workloadId: string, hardware: string): BestRecord | null {
    const name = keyOf(workloadId, hardware)
    const changes = Atomics.load(this.#changes, 0)
    const kept = this.#kept.get(name)
    if (kept?.changes === changes) return kept.record
    const row = this.#find.get(workloadId, hardware)
    if (!row) return null
    if (kept && isSame(kept.row, row)) {
      kept.changes = changes
      return kept.record
    }
    if (this.#kept.size >= keptRecords) this.#kept.clear()
    const found = record(row)
    this.#kept.set(name, { record: found, row, changes })
    return found
  }

  /** All that there is a best of, in no order. */
  shapes(): readonly BestShape[] {
    return this.#shapes.all()
  }

  /** Keeps a contender when it beats what is stored; to be called within a write. */
  offer({ schedule, ...rest }: Contender): void {
    this.#offer.run({ ...rest, schedule: JSON.stringify(schedule), found_at: Date.now() })
    this.#isChanging = true
  }

  /** Adds what was proven: a bound is one for any schedule, a certificate for those cycles; to be called within a write. */
  prove({ certified, ...rest }: Proof): void {
    this.#prove.run({ ...rest, certified: certified ? 1 : 0 })
    this.#isChanging = true
  }

  /** To be called behind every commit: who keeps a best looks at it again. */
  committed(): void {
    if (this.#isChanging) Atomics.add(this.#changes, 0, 1)
    this.#isChanging = false
  }
}

/** Whether a best is still what it was: of one tuning only fewer cycles take the place of more. */
const isSame = (a: Row, b: Row): boolean =>
  a.tuning === b.tuning &&
  a.cycles === b.cycles &&
  a.lower_bound === b.lower_bound &&
  a.certified === b.certified

const keyOf = (workloadId: string, hardware: string): string => `${workloadId} ${hardware}`
