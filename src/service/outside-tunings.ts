import type { Schedule } from '../compiler/schedule.js'
import { InputError } from '../hardware/input.js'
import type { Subject } from '../measure/messages.js'
import type { MeasurePool } from '../measure/pool.js'
import { these } from '../measure/candidates.js'
import type { Measured } from '../measure/record.js'
import { rowsOf, type RowGroup } from '../measure/row-group.js'
import { spaceInTurns, spaceNamed, spaceOf } from '../search/spaces.js'
import { askingStrategy, strategyName } from '../search/strategies.js'
import type { Candidate, Told } from '../store/candidates.js'
import { tuningNumber } from '../store/ids.js'
import type { TuningRecord, TuningResult } from '../store/records.js'
import type { Store } from '../store/store.js'
import type { TuningLog } from '../store/tuning-log.js'
import { WrongState } from './errors.js'
import { OutsideSession } from './outside-session.js'
import { subjectOf } from './subject-of.js'
import { nothingKnown } from './tuning.js'
import type { TuningService } from './tuning-service.js'

/** Sessions that are kept in memory, the longest unused one given up first: each can be had again from the store. */
const keptSessions = 32

/** Candidates that are read together when a session is taken up again. */
const chunk = 4096

interface Session {
  readonly number: number
  readonly state: OutsideSession
  readonly subject: Subject
  readonly log: TuningLog
}

/** A candidate that is handed out, with the simulator's word on it where that was asked for. */
export interface Asked {
  readonly candidate: Candidate
  readonly simulated: Measured | null
}

/** What is told of a candidate, by its number. */
export interface Word extends Told {
  readonly candidate: number
}

export interface AskRequest {
  /** So many of the strategy's choice ... */
  readonly count: number
  /** ... or these, of the caller's own. */
  readonly schedules: readonly Schedule[] | null
  /** Whether our simulator is to measure them. */
  readonly simulate: boolean
}

/**
 * Tunings whose candidates are handed out: to a lab with a real board, or to another tuner that has our simulator
 * measure its choices. What is told stays with the candidates; what is simulated is measured like anything else.
 */
export class OutsideTunings {
  readonly #store: Store
  readonly #pool: Pick<MeasurePool, 'measure'>
  readonly #tunings: TuningService
  readonly #sessions = new Map<string, Session>()

  constructor(store: Store, pool: Pick<MeasurePool, 'measure'>, tunings: TuningService) {
    this.#store = store
    this.#pool = pool
    this.#tunings = tunings
  }

  /**
   * Hands out candidates; an empty list when the strategy has no more.
   * @throws UnknownTuning, WrongState; the signal's reason when that aborts
   */
  async ask(id: string, request: AskRequest, signal?: AbortSignal): Promise<readonly Asked[]> {
    await this.#prepare(id)
    const session = this.#session(this.#open(id))
    const candidates =
      request.schedules === null
        ? this.#choose(session, request.count)
        : this.#take(session, request.schedules)
    if (!request.simulate) return candidates.map((candidate) => ({ candidate, simulated: null }))
    const schedules = these(...candidates.map(({ schedule }) => schedule))
    const groups = await this.#pool.measure(session.subject, schedules, signal)
    this.#keepSimulated(session, this.#open(id), groups)
    const measured = rowsOf(groups)
    return candidates.map((candidate, i) => ({ candidate, simulated: measured[i] }))
  }

  /**
   * Takes what was measured outside; the first word on a candidate stands.
   * @returns the tuning, which is over when its strategy is spent and has its answers.
   * @throws UnknownTuning, WrongState, InputError for a candidate that was not handed out
   */
  async tell(id: string, words: readonly Word[]): Promise<TuningRecord> {
    await this.#prepare(id)
    const tuning = this.#open(id)
    const { number, state } = this.#session(tuning)
    for (const [i, { candidate }] of words.entries()) {
      if (candidate <= state.last) continue
      throw new InputError(
        `measurements.${i}.candidate`,
        `${candidate} was not handed out: 1 to ${state.last} were`,
      )
    }
    const news: Word[] = []
    this.#store.write(() => {
      for (const word of words) if (this.#store.candidates.tell(number, word.candidate, word)) news.push(word)
    })
    for (const word of news) state.tell(word.candidate, word)
    this.#store.write(() => {
      for (const candidate of state.nextBatch()) this.#store.candidates.insert(number, candidate)
    })
    if (!state.isOver) return tuning
    this.#sessions.delete(id)
    return this.#tunings.finish(tuning, resultOf(state))
  }

  #choose({ number, state }: Session, count: number): readonly Candidate[] {
    this.#store.write(() => {
      for (const candidate of state.nextBatch()) this.#store.candidates.insert(number, candidate)
    })
    return state.handOut(count).flatMap((each) => this.#store.candidates.after(number, each - 1, 1))
  }

  #take({ number, state }: Session, schedules: readonly Schedule[]): readonly Candidate[] {
    const candidates = state.own(schedules)
    this.#store.write(() => {
      for (const candidate of candidates) this.#store.candidates.insert(number, candidate)
    })
    return candidates
  }

  #keepSimulated({ state, log }: Session, tuning: TuningRecord, groups: readonly RowGroup[]): void {
    state.countSimulated(groups)
    log.append(groups, state.progress)
    this.#store.flush()
    this.#tunings.events.publish({ kind: 'progress', tuning: { ...tuning, progress: state.progress } })
  }

  /** @throws UnknownTuning; WrongState when it is not measured outside, or is over */
  #open(id: string): TuningRecord {
    const tuning = this.#tunings.get(id)
    if (tuning.kind !== 'outside') {
      throw new WrongState(
        `${id} is a ${tuning.kind} of ours: post a tuning with "kind": "outside" to ask and tell`,
      )
    }
    if (tuning.state !== 'running') throw new WrongState(`${id} is ${tuning.state}`)
    return tuning
  }

  /** Has the space made that a session needs, so that it can be taken up at once. @throws UnknownTuning, WrongState */
  async #prepare(id: string): Promise<void> {
    const tuning = this.#open(id)
    if (this.#sessions.has(id)) return
    const { workload, hardware } = subjectOf(this.#store, tuning)
    await spaceInTurns(spaceNamed(tuning.space ?? ''), workload, hardware)
  }

  #session(tuning: TuningRecord): Session {
    const session = this.#sessions.get(tuning.id) ?? this.#takeUp(tuning)
    this.#sessions.delete(tuning.id)
    this.#sessions.set(tuning.id, session)
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= keptSessions) break
      this.#sessions.delete(oldest)
    }
    return session
  }

  #takeUp(tuning: TuningRecord): Session {
    const subject = subjectOf(this.#store, tuning)
    const number = tuningNumber(tuning.id) ?? 0
    const kind = askingStrategy(strategyName(tuning.strategy))
    const { workload, hardware } = subject
    const space = spaceOf(spaceNamed(tuning.space ?? ''), workload, hardware)
    const trials = Math.min(space.size, tuning.budget.trials ?? kind.defaultTrials ?? space.size)
    const strategy = kind.start({ space, seed: tuning.seed, trials })
    const state = new OutsideSession({ space, strategy, trials, clockMHz: hardware.clockMHz })
    state.replay(this.#stored(number))
    const log = this.#store.log(tuning)
    state.countSimulated([...log.stored()])
    return { number, state, subject, log }
  }

  *#stored(tuning: number): Generator<Candidate> {
    for (let last = 0; ;) {
      const candidates = this.#store.candidates.after(tuning, last, chunk)
      yield* candidates
      if (candidates.length < chunk) return
      last = candidates[candidates.length - 1].number
    }
  }
}

/** What is known of a tuning that was measured outside: of what was simulated alone. */
function resultOf({ progress, legal }: OutsideSession): TuningResult {
  const { best, simulated, seconds, candidates_per_second } = progress
  return {
    ...nothingKnown,
    best,
    legal,
    distinct: simulated,
    simulated,
    pruned: 0,
    seconds,
    candidates_per_second,
  }
}
