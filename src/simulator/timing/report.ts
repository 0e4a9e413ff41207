import { type Module, modules } from '../result.js'

/** Where each thing is in the words of a report (assembly/timing/report.ts). */
const place = {
  cycle: 0,
  instruction: 1,
  hazards: 2,
  wraps: 3,
  latest: 4,
  stuckWith: 5,
  leapt: 6,
  modules: 7,
} as const
const moduleWords = 4

/** A module when the run was over. */
export interface ModuleState {
  /** The instruction at the head of its queue; null when there is none. */
  readonly head: number | null
  /** The head has gone and not ended. */
  readonly busy: boolean
  /** Whether the head waits for a token from the previous, from the next module. */
  readonly missesPrev: boolean
  readonly missesNext: boolean
}

/** What is known of a run that is over; read from the machine's memory, so only until its next run. */
export class Report {
  readonly #first: number

  /** @param words of the machine's memory. @param address of the report in it, in bytes. */
  constructor(
    private readonly words: Int32Array,
    address: number,
  ) {
    this.#first = address / 4
  }

  /** Cycle and instruction that ended the run; of no meaning when none did. */
  get cycle(): number {
    return this.words[this.#first + place.cycle]
  }

  get instruction(): number {
    return this.words[this.#first + place.instruction]
  }

  /** In-flight counters: firings of their assertion, and wraps. */
  get hazards(): number {
    return this.words[this.#first + place.hazards]
  }

  get wraps(): number {
    return this.words[this.#first + place.wraps]
  }

  /** Cycle of the latest event. */
  get latest(): number {
    return this.words[this.#first + place.latest]
  }

  /** The instruction that fetch cannot move; null when it does not wait for a place. */
  get stuckWith(): number | null {
    return instructionOf(this.words[this.#first + place.stuckWith])
  }

  /** Instructions whose times follow from what repeats. */
  get leapt(): number {
    return this.words[this.#first + place.leapt]
  }

  module(name: Module): ModuleState {
    const at = this.#first + place.modules + moduleWords * modules.indexOf(name)
    const [head, busy, missesPrev, missesNext] = this.words.subarray(at, at + moduleWords)
    return {
      head: instructionOf(head),
      busy: busy === 1,
      missesPrev: missesPrev === 1,
      missesNext: missesNext === 1,
    }
  }
}

const instructionOf = (word: number): number | null => (word < 0 ? null : word)
