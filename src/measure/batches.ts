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

function orFailure(error: unknown): JobFailed {
  if (error instanceof JobFailed) return error
  throw error
}

/** What holds for all candidates of a batch. */
export interface MeasureLimits {
  /** Cycles that only a schedule verified in full may equal or beat; all of them are verified in full where there are none. */
  readonly incumbent?: number | null
  /** Time (as Date.now gives it) at which no further candidate is begun. */
  readonly until?: number | null
}

/** What the candidates of a batch have in common. */
type Common = Subject & Required<MeasureLimits>

/** What was measured of some candidates: all, or, where time was up, the first of them. */
interface Beginning {
  readonly groups: readonly RowGroup[]
  readonly isAll: boolean
}

/** As far as nothing is missing. */
function joined(parts: readonly Beginning[]): Beginning {
  const cut = parts.findIndex(({ isAll }) => !isAll)
  const whole = cut < 0 ? parts : parts.slice(0, cut + 1)
  return { groups: whole.flatMap(({ groups }) => groups), isAll: cut < 0 }
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

  /** A row a candidate, in order; of the first ones where time is up before the last. @throws as MeasurePool.measure. */
  async measure(
    subject: Subject,
    candidates: Candidates,
    { incumbent = null, until = null }: MeasureLimits,
    signal?: AbortSignal,
  ): Promise<readonly RowGroup[]> {
    const { groups } = await this.#measure({ ...subject, incumbent, until }, candidates, signal)
    return groups
  }

  async #measure(common: Common, candidates: Candidates, signal?: AbortSignal): Promise<Beginning> {
    const count = countOf(candidates)
    const share = this.#shares.of(count)
    const jobs: Promise<Beginning>[] = []
    for (let first = 0; first < count; first += share) {
      jobs.push(this.#rows(common, partOf(candidates, first, first + share), signal))
    }
    return joined(await Promise.all(jobs))
  }

  /** One message's. */
  async #rows(common: Common, candidates: Candidates, signal?: AbortSignal): Promise<Beginning> {
    const started = performance.now()
    const count = countOf(candidates)
    const job = { kind: 'measure', ...common, candidates } as const
    const reply = await this.threads.run(job, this.milliseconds, signal).catch(orFailure)
    if (reply instanceof JobFailed) {
      if (count > 1) return this.#oneByOne(common, candidates, signal)
      await this.threads.ping()
      const seconds = (performance.now() - started) / 1000
      return { groups: [lost(common, candidates, reply, seconds)], isAll: true }
    }
    if (reply.kind !== 'measure') throw unexpected(reply)
    const { length, worker, rows } = reply
    if (length === 0) return { groups: [], isAll: count === 0 }
    const group = new RowGroup({ length, form: todaysForm, seed: common.seed, worker }, rows)
    this.#shares.took(group.seconds, length)
    if (length === count) return { groups: [group], isAll: true }
    const rest = await this.#measure(common, partOf(candidates, length), signal)
    return { groups: [group, ...rest.groups], isAll: rest.isAll }
  }

  /** Finds the guilty one among candidates that ended their worker together. */
  async #oneByOne(common: Common, candidates: Candidates, signal?: AbortSignal): Promise<Beginning> {
    const found: Beginning[] = []
    for (let i = 0; i < countOf(candidates) && found.every(({ isAll }) => isAll); i++) {
      found.push(await this.#rows(common, partOf(candidates, i, i + 1), signal))
    }
    return joined(found)
  }
}
