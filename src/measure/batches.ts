import { countOf, partOf, scheduleMaker, type Candidates } from './candidates.js'
import { unexpected, type Subject } from './messages.js'
import { todaysForm } from '../compiler/schedule-form.js'
import { RowGroup } from './row-group.js'
import { RowGroupWriter } from './row-group-writer.js'
import { Shares } from './shares.js'
import { JobFailed, type Threads } from './threads.js'

/** What stands for the worker of a candidate whose worker did not live to tell. */
const noWorker = -1

/** What is recorded of a candidate whose worker did not live to tell. */
function lost(subject: Subject, candidate: Candidates, failure: JobFailed, seconds: number): RowGroup {
  const rows = new RowGroupWriter()
  rows.add(scheduleMaker(candidate, subject)(0), {
    status: failure.kind,
    cycles: null,
    detail: failure.message,
    check: null,
    program: null,
    seconds,
  })
  return rows.group(subject.seed, noWorker)
}

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

  /** A row a candidate, in order. @throws as MeasurePool.measure. */
  async measure(
    subject: Subject,
    candidates: Candidates,
    incumbent: number | null,
    signal?: AbortSignal,
  ): Promise<readonly RowGroup[]> {
    const count = countOf(candidates)
    const share = this.#shares.of(count)
    const jobs: Promise<readonly RowGroup[]>[] = []
    for (let first = 0; first < count; first += share) {
      jobs.push(this.#rows(subject, partOf(candidates, first, first + share), incumbent, signal))
    }
    return (await Promise.all(jobs)).flat()
  }

  async #rows(
    subject: Subject,
    candidates: Candidates,
    incumbent: number | null,
    signal?: AbortSignal,
  ): Promise<readonly RowGroup[]> {
    const started = performance.now()
    const job = { kind: 'measure', ...subject, candidates, incumbent } as const
    try {
      const reply = await this.threads.run(job, this.milliseconds, signal)
      if (reply.kind !== 'measure') throw unexpected(reply)
      const { length, worker, rows } = reply
      const group = new RowGroup({ length, form: todaysForm, seed: subject.seed, worker }, rows)
      this.#shares.took(group.seconds, length)
      return [group]
    } catch (error) {
      if (!(error instanceof JobFailed)) throw error
      if (countOf(candidates) === 1) {
        await this.threads.ping()
        return [lost(subject, candidates, error, (performance.now() - started) / 1000)]
      }
      return this.#oneByOne(subject, candidates, incumbent, signal)
    }
  }

  /** Finds the guilty one among candidates that ended their worker together. */
  async #oneByOne(
    subject: Subject,
    candidates: Candidates,
    incumbent: number | null,
    signal?: AbortSignal,
  ): Promise<readonly RowGroup[]> {
    const found: RowGroup[] = []
    for (let i = 0; i < countOf(candidates); i++) {
      found.push(...(await this.#rows(subject, partOf(candidates, i, i + 1), incumbent, signal)))
    }
    return found
  }
}
