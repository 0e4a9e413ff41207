import { setImmediate } from 'node:timers/promises'
import { bytesOfSchedule, todaysForm } from '../compiler/schedule-form.js'
import type { Schedule } from '../compiler/schedule.js'
import { countOf, partOf, scheduleMaker, type Candidates } from '../measure/candidates.js'
import type { Subject } from '../measure/messages.js'
import type { MeasureLimits } from '../measure/batches.js'
import type { Measurer } from '../measure/pool.js'
import { countRows, type RowGroup } from '../measure/row-group.js'
import { sliceOf } from '../measure/row-group-writer.js'
import type { TuningLog } from '../store/tuning-log.js'
import type { TuneProgress } from './tuning.js'

/**
 * A tuning's pool with the tuning's log behind it: what is measured is stored, and what was stored before a restart is
 * not measured again. A tuning asks in the same order every time, so that what is stored is how its questions
 * begin; from the first question that is not, everything is measured.
 */
export class RecordedRun implements Measurer {
  readonly #pool: Measurer
  readonly #log: TuningLog
  readonly #stored: Iterator<RowGroup>
  /** What is stored and was not asked for yet; null when there is no more. */
  #next: RowGroup | null
  /** Candidates that the log answered: the first ones. */
  #recalled = 0
  /** Rows that `record` was given. */
  #recorded = 0

  constructor(pool: Measurer, log: TuningLog) {
    this.#pool = pool
    this.#log = log
    this.#stored = log.stored()[Symbol.iterator]()
    this.#next = this.#takeStored()
  }

  async measure(
    subject: Subject,
    candidates: Candidates,
    signal?: AbortSignal,
    limits: MeasureLimits = {},
  ): Promise<readonly RowGroup[]> {
    const recalled = this.#recall(subject, candidates)
    const known = countRows(recalled)
    this.#recalled += known
    if (known === countOf(candidates)) {
      // Recalling needs no worker to wait for, but others wait for this thread.
      await setImmediate()
      signal?.throwIfAborted()
      return recalled
    }
    const measured = await this.#pool.measure(subject, partOf(candidates, known), signal, limits)
    return [...recalled, ...measured]
  }

  /** What a part of the space comes to is not stored, so that it is settled again after a restart. */
  settle(...part: Parameters<Measurer['settle']>): ReturnType<Measurer['settle']> {
    return this.#pool.settle(...part)
  }

  /** Nor are the lists that walks begin with. */
  lists(...kind: Parameters<Measurer['lists']>): ReturnType<Measurer['lists']> {
    return this.#pool.lists(...kind)
  }

  /** Nor is what a walk comes by, but for what was measured of it. */
  anneal(...walk: Parameters<Measurer['anneal']>): ReturnType<Measurer['anneal']> {
    return this.#pool.anneal(...walk)
  }

  /** Nor is the bound: the result has it. */
  bound(...subject: Parameters<Measurer['bound']>): ReturnType<Measurer['bound']> {
    return this.#pool.bound(...subject)
  }

  /**
   * Stores what was measured and not recalled; to be given everything, in the order in which it was asked for.
   * @returns how many rows. @throws what lost an earlier batch.
   */
  record(groups: readonly RowGroup[], progress: TuneProgress): number {
    let known = Math.max(0, this.#recalled - this.#recorded)
    this.#recorded += countRows(groups)
    const fresh: RowGroup[] = []
    for (const group of groups) {
      const from = Math.min(known, group.length)
      known -= from
      if (from < group.length) fresh.push(sliceOf(group, from, group.length))
    }
    this.#log.append(fresh, progress)
    return countRows(fresh)
  }

  /** The rows that are stored of the first candidates. */
  #recall(subject: Subject, candidates: Candidates): readonly RowGroup[] {
    const recalled: RowGroup[] = []
    if (this.#next === null) return recalled
    const scheduleAt = scheduleMaker(candidates, subject)
    const count = countOf(candidates)
    for (let place = 0; place < count && this.#next !== null;) {
      const group: RowGroup = this.#next
      const most = Math.min(group.length, count - place)
      let same = 0
      while (same < most && isSchedule(group, same, scheduleAt(place + same))) same++
      if (same > 0) recalled.push(sliceOf(group, 0, same))
      place += same
      if (same < most) this.#next = null
      else this.#next = same < group.length ? sliceOf(group, same, group.length) : this.#takeStored()
    }
    return recalled
  }

  #takeStored(): RowGroup | null {
    const { done, value } = this.#stored.next()
    return done === true ? null : value
  }
}

/** Whether a row is of this schedule. One that was stored in an earlier form is read and written in today's. */
function isSchedule(group: RowGroup, row: number, schedule: Schedule): boolean {
  const stored = group.form === todaysForm ? group.scheduleBytes(row) : bytesOfSchedule(group.schedule(row))
  return Buffer.compare(stored, bytesOfSchedule(schedule)) === 0
}
