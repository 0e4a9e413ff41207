import type { RowGroup } from '../measure/row-group.js'
import type { Bests, Contender } from './bests.js'
import type { GroupedWriter } from './grouped-writer.js'
import { tuningNumber } from './ids.js'
import type { Counts, Progress, TuningRecord } from './records.js'
import type { RowGroups } from './row-groups.js'
import type { Tunings } from './tunings.js'

interface LogTables {
  readonly writer: GroupedWriter
  readonly rowGroups: RowGroups
  readonly tunings: Tunings
  readonly bests: Bests
}

/** Where a running tuning's measurements go: rows, counts and best, each batch in one transaction. */
export class TuningLog {
  readonly #tables: LogTables
  readonly #tuning: number
  readonly #names: Pick<Contender, 'workload_id' | 'hardware'>
  #nextNumber: number
  #counts: Counts
  #bestCycles = Infinity

  constructor(tables: LogTables, tuning: TuningRecord) {
    const number = tuningNumber(tuning.id)
    if (number === null) throw new Error(`"${tuning.id}" is not a tuning's id`)
    this.#tables = tables
    this.#tuning = number
    this.#names = { workload_id: tuning.workload_id, hardware: tuning.hardware }
    this.#nextNumber = tables.rowGroups.lastNumber(number) + 1
    this.#counts = tuning.counts
  }

  /** What is stored, in order. */
  *stored(): Generator<RowGroup> {
    let first = 0
    for (let chunk = this.#after(first); chunk.length > 0; chunk = this.#after(first)) {
      for (const { group } of chunk) yield group
      first = chunk[chunk.length - 1].first
    }
  }

  #after(first: number) {
    return this.#tables.rowGroups.after(this.#tuning, first)
  }

  /** Queues a batch, and how far it brings the tuning, for the next commit. @throws what lost an earlier batch. */
  append(batch: readonly RowGroup[], progress: Progress): void {
    const { writer, rowGroups, tunings, bests } = this.#tables
    const counts = countedWith(this.#counts, batch)
    const contender = this.#contender(batch)
    const stored = batch.map((group) => {
      const first = this.#nextNumber
      this.#nextNumber += group.length
      return { first, group }
    })
    writer.soon(stored.length + 1, () => {
      for (const one of stored) rowGroups.insert(this.#tuning, one)
      tunings.writeProgress(this.#tuning, counts, progress)
      if (contender) bests.offer(contender)
    })
    this.#counts = counts
    if (contender) this.#bestCycles = contender.cycles
  }

  /** The batch's first fastest verified schedule, when it beats this log's best so far. */
  #contender(batch: readonly RowGroup[]): Contender | null {
    let best: { readonly group: RowGroup; readonly row: number; readonly cycles: number } | null = null
    for (const group of batch) {
      for (let row = 0; row < group.length; row++) {
        const cycles = group.countedCycles(row)
        if (cycles !== null && cycles < (best?.cycles ?? this.#bestCycles)) best = { group, row, cycles }
      }
    }
    if (best === null) return null
    const { group, row, cycles } = best
    return { ...this.#names, tuning: this.#tuning, schedule: group.schedule(row), cycles }
  }
}

function countedWith(counts: Counts, batch: readonly RowGroup[]): Counts {
  const sum = { ...counts }
  for (const group of batch) {
    for (let row = 0; row < group.length; row++) {
      const status = group.status(row)
      sum[status] = (sum[status] ?? 0) + 1
    }
  }
  return sum
}
