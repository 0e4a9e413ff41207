import { setImmediate } from 'node:timers/promises'
import type { Schedule } from '../compiler/schedule.js'
import type { Subject } from '../measure/messages.js'
import type { MeasurePool } from '../measure/pool.js'
import type { Measured } from '../measure/record.js'
import type { TuningLog } from '../store/tuning-log.js'
import type { TuneProgress } from './tuning.js'

export type Measurer = Pick<MeasurePool, 'measure' | 'settle' | 'anneal'>

/**
 * A tuning's pool with the tuning's log behind it: what is measured is stored, and what was stored before a restart is
 * not measured again. A tuning asks in the same order every time, so that what is stored is how its questions
 * begin; from the first question that is not, everything is measured.
 */
export class RecordedRun implements Measurer {
  readonly #pool: Measurer
  readonly #log: TuningLog
  readonly #stored: Iterator<Measured>
  #next: Measured | null
  /** Questions that the log answered: the first ones. */
  #recalled = 0
  /** Answers that `record` was given. */
  #recorded = 0

  constructor(pool: Measurer, log: TuningLog) {
    this.#pool = pool
    this.#log = log
    this.#stored = log.stored()[Symbol.iterator]()
    this.#next = this.#takeStored()
  }

  async measure(
    subject: Subject,
    schedules: readonly Schedule[],
    signal?: AbortSignal,
    incumbent: number | null = null,
  ): Promise<readonly Measured[]> {
    const recalled = this.#recall(schedules)
    if (recalled.length === schedules.length) {
      // Recalling needs no worker to wait for, but others wait for this thread.
      await setImmediate()
      signal?.throwIfAborted()
      return recalled
    }
    const measured = await this.#pool.measure(subject, schedules.slice(recalled.length), signal, incumbent)
    return [...recalled, ...measured]
  }

  /** What a part of the space comes to is not stored, so that it is settled again after a restart. */
  settle(...part: Parameters<Measurer['settle']>): ReturnType<Measurer['settle']> {
    return this.#pool.settle(...part)
  }

  /** Nor is what a walk comes by, but for what was measured of it. */
  anneal(...walk: Parameters<Measurer['anneal']>): ReturnType<Measurer['anneal']> {
    return this.#pool.anneal(...walk)
  }

  /**
   * Stores what was measured and not recalled; to be given everything, in the order in which it was asked for.
   * @returns how many. @throws what lost an earlier batch.
   */
  record(measured: readonly Measured[], progress: TuneProgress): number {
    const known = Math.min(measured.length, Math.max(0, this.#recalled - this.#recorded))
    this.#recorded += measured.length
    this.#log.append(measured.slice(known), progress)
    return measured.length - known
  }

  #recall(schedules: readonly Schedule[]): readonly Measured[] {
    const recalled: Measured[] = []
    for (const schedule of schedules) {
      if (this.#next === null) break
      if (!sameSchedule(this.#next.schedule, schedule)) {
        this.#next = null
        break
      }
      recalled.push(this.#next)
      this.#next = this.#takeStored()
    }
    this.#recalled += recalled.length
    return recalled
  }

  #takeStored(): Measured | null {
    const { done, value } = this.#stored.next()
    return done === true ? null : value
  }
}

/** Knob by knob: a schedule that was stored may list its knobs in another order. */
function sameSchedule(a: Schedule, b: Schedule): boolean {
  const values = new Map<string, unknown>(Object.entries(b))
  return Object.entries(a).every(
    ([knob, value]) => JSON.stringify(value) === JSON.stringify(values.get(knob)),
  )
}
