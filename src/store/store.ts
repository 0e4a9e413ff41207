import { Accelerators } from './accelerators.js'
import { Batches } from './batches.js'
import { Bests, type Changes } from './bests.js'
import { Candidates } from './candidates.js'
import { joinDatabase, openDatabase, type OwnedDatabase } from './database.js'
import { GroupedWriter } from './grouped-writer.js'
import { IdempotencyKeys } from './idempotency-keys.js'
import { Measurements } from './measurements.js'
import { announceOwner } from './owner.js'
import type { TuningRecord, TuningResult } from './records.js'
import { RowGroups } from './row-groups.js'
import { ScheduleForms } from './schedule-forms.js'
import { TuningLog } from './tuning-log.js'
import { Tunings } from './tunings.js'
import { Workloads } from './workloads.js'

/** What another thread needs to open the same store. */
export interface SharedStore {
  readonly file: string
  readonly changes: Changes
}

/** Everything that is kept, in one SQLite file of which this process is the one writer. */
export class Store {
  readonly workloads: Workloads
  readonly accelerators: Accelerators
  readonly tunings: Tunings
  readonly rowGroups: RowGroups
  readonly measurements: Measurements
  readonly bests: Bests
  readonly idempotencyKeys: IdempotencyKeys
  readonly batches: Batches
  readonly candidates: Candidates
  readonly #database: OwnedDatabase
  readonly #writer: GroupedWriter

  private constructor(
    database: OwnedDatabase,
    readonly shared: SharedStore,
  ) {
    const { db } = database
    const committed = () => {
      database.committed()
      this.bests.committed()
    }
    const writer = new GroupedWriter(db, { mustWait: database.mustWait, committed })
    this.#database = database
    this.#writer = writer
    this.workloads = new Workloads(db, writer)
    this.accelerators = new Accelerators(db, writer)
    this.tunings = new Tunings(db, writer)
    const forms = new ScheduleForms(db)
    this.rowGroups = new RowGroups(db, forms)
    this.measurements = new Measurements(db, this.rowGroups)
    this.candidates = new Candidates(db, forms)
    this.batches = new Batches(db, writer)
    this.bests = new Bests(db, shared.changes)
    this.idempotencyKeys = new IdempotencyKeys(db, writer)
  }

  /**
   * @param file made when it does not exist; ':memory:' for a store that ends with the process.
   * @throws DatabaseHeld when another writer has it; InputError when it is not a database that we can read.
   */
  static open(file: string): Store {
    return new Store(openDatabase(file), { file, changes: new Int32Array(new SharedArrayBuffer(4)) })
  }

  /**
   * A second connection to a store in a file that another thread of this process has opened; both may write.
   * @throws InputError when the file cannot be opened.
   */
  static join(shared: SharedStore): Store {
    return new Store(joinDatabase(shared.file), shared)
  }

  /** The log of a tuning that runs. */
  log(tuning: TuningRecord): TuningLog {
    const { rowGroups, tunings, bests } = this
    return new TuningLog({ writer: this.#writer, rowGroups, tunings, bests }, tuning)
  }

  /** Ends a tuning that found what it looked for, and adds what it proved to the best. */
  finish(tuning: TuningRecord, result: TuningResult): TuningRecord {
    const { workload_id, hardware } = tuning
    const { best, lower_bound, certified } = result
    return this.tunings.end(tuning.id, { state: 'finished', result }, () => {
      if (best) this.bests.prove({ workload_id, hardware, cycles: best.cycles, lower_bound, certified })
    })
  }

  /** Does what `write` does in one transaction, committed when this returns. */
  write(write: () => void): void {
    this.#writer.now(write)
  }

  /** Says at which address this process can be asked instead, to whoever finds the database held. */
  announce(url: string): void {
    announceOwner(this.#database.db, url)
  }

  /** Commits what waits for its group. */
  flush(): void {
    this.#writer.flush()
  }

  /** Commits what waits, and lets go of the file. */
  close(): void {
    try {
      this.#writer.flush()
    } finally {
      this.#database.close()
    }
  }
}
