import type { Measured } from '../measure/record.js'
import type { Bests, Contender } from './bests.js'
import type { GroupedWriter } from './grouped-writer.js'
import { tuningNumber } from './ids.js'
import type { Measurements } from './measurements.js'
import type { Counts, Progress, TuningRecord } from './records.js'
import type { Tunings } from './tunings.js'

interface LogTables {
  readonly writer: GroupedWriter
  readonly measurements: Measurements
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
    this.#nextNumber = tables.measurements.lastNumber(number) + 1
    this.#counts = tuning.counts
  }

  /** What was stored before this log was opened. */
  stored(): Iterable<Measured> {
    return this.#tables.measurements.ofTuning(this.#tuning)
  }

  /** Queues a batch, and how far it brings the tuning, for the next commit. @throws what lost an earlier batch. */
  append(batch: readonly Measured[], progress: Progress): void {
    const { writer, measurements, tunings, bests } = this.#tables
    const firstNumber = this.#nextNumber
    const counts = countedWith(this.#counts, batch)
    const contender = this.#contender(batch)
    writer.soon(batch.length + 1, () => {
      measurements.insert(this.#tuning, firstNumber, batch)
      tunings.writeProgress(this.#tuning, counts, progress)
      if (contender) bests.offer(contender)
    })
    this.#nextNumber += batch.length
    this.#counts = counts
    if (contender) this.#bestCycles = contender.cycles
  }

  /** The batch's first fastest verified schedule, when it beats this log's best so far. */
  #contender(batch: readonly Measured[]): Contender | null {
    let best: Contender | null = null
    for (const { schedule, status, cycles, verified } of batch) {
      if (status !== 'ok' || !verified || cycles === null) continue
      if (cycles < (best?.cycles ?? this.#bestCycles)) {
        best = { ...this.#names, tuning: this.#tuning, schedule, cycles }
      }
    }
    return best
  }
}

function countedWith(counts: Counts, batch: readonly Measured[]): Counts {
  const sum = { ...counts }
  for (const { status } of batch) sum[status] = (sum[status] ?? 0) + 1
  return sum
}
