import type { Schedule } from '../compiler/schedule.js'
import { unexpected, type Subject } from './messages.js'
import { Shares } from './shares.js'
import { JobFailed, type Threads } from './threads.js'
import { unpackVerdicts, type Verdict } from './verdicts.js'

/** What is recorded of a candidate whose worker did not live to tell. */
const verdictOf = (failure: JobFailed, seconds: number): Verdict => ({
  status: failure.kind,
  cycles: null,
  detail: failure.message,
  check: null,
  program: null,
  worker: -1,
  seconds,
})

/** Batches of candidates, shared out among workers in few messages. */
export class Batches {
  readonly #shares: Shares

  /** @param milliseconds wall-clock limit of a candidate. */
  constructor(
    private readonly threads: Threads,
    workers: number,
    private readonly milliseconds: number,
  ) {
    this.#shares = new Shares(workers)
  }

  /** One verdict a schedule, in order. @throws as MeasurePool.measure. */
  async measure(
    subject: Subject,
    schedules: readonly Schedule[],
    incumbent: number | null,
    signal?: AbortSignal,
  ): Promise<readonly Verdict[]> {
    const share = this.#shares.of(schedules.length)
    const jobs: Promise<readonly Verdict[]>[] = []
    for (let first = 0; first < schedules.length; first += share) {
      jobs.push(this.#verdicts(subject, schedules.slice(first, first + share), incumbent, signal))
    }
    return (await Promise.all(jobs)).flat()
  }

  async #verdicts(
    subject: Subject,
    schedules: readonly Schedule[],
    incumbent: number | null,
    signal?: AbortSignal,
  ): Promise<readonly Verdict[]> {
    const started = performance.now()
    const job = { kind: 'measure', ...subject, schedules: JSON.stringify(schedules), incumbent } as const
    try {
      const reply = await this.threads.run(job, this.milliseconds, signal)
      if (reply.kind !== 'measure') throw unexpected(reply)
      const verdicts = unpackVerdicts(reply.verdicts)
      this.#shares.took(
        verdicts.reduce((sum, { seconds }) => sum + seconds, 0),
        verdicts.length,
      )
      return verdicts
    } catch (error) {
      if (!(error instanceof JobFailed)) throw error
      if (schedules.length === 1) {
        await this.threads.ping()
        return [verdictOf(error, (performance.now() - started) / 1000)]
      }
      return this.#oneByOne(subject, schedules, incumbent, signal)
    }
  }

  /** Finds the guilty one among candidates that ended their worker together. */
  async #oneByOne(
    subject: Subject,
    schedules: readonly Schedule[],
    incumbent: number | null,
    signal?: AbortSignal,
  ): Promise<readonly Verdict[]> {
    const found: Verdict[] = []
    for (const schedule of schedules) {
      found.push(...(await this.#verdicts(subject, [schedule], incumbent, signal)))
    }
    return found
  }
}
