import type { Measurement } from '../measure/record.js'
import type { Bests, Contender } from './bests.js'
import type { GroupedWriter } from './grouped-writer.js'
import { tuningNumber } from './ids.js'
import type { Measurements } from './measurements.js'
import type { Counts, TuningRecord } from './records.js'
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

  /** How many of each status, what waits for its commit included. */
  get counts(): Counts {
    return this.#counts
  }

  /** What was stored before this log was opened. */
  stored(): Iterable<Measurement> {
    return this.#tables.measurements.ofTuning(this.#tuning)
  }

  /** Queues a batch for the next commit. @throws what an earlier commit threw. */
  append(batch: readonly Measurement[]): void {
    if (batch.length === 0) return
    const { writer, measurements, tunings, bests } = this.#tables
    const firstNumber = this.#nextNumber
    const counts = countedWith(this.#counts, batch)
    const contender = this.#contender(batch)
    writer.soon(batch.length, () => {
      measurements.insert(this.#tuning, firstNumber, batch)
      tunings.writeCounts(this.#tuning, counts)
      if (contender) bests.offer(contender)
    })
    this.#nextNumber += batch.length
    this.#counts = counts
    if (contender) this.#bestCycles = contender.cycles
  }

  /** The batch's first fastest verified schedule, when it beats this log's best so far. */
  #contender(batch: readonly Measurement[]): Contender | null {
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

function countedWith(counts: Counts, batch: readonly Measurement[]): Counts {
  const sum = { ...counts }
  for (const { status } of batch) sum[status] = (sum[status] ?? 0) + 1
  return sum
}
