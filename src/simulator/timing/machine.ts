import type { Hardware } from '../../hardware/hardware.js'
import { ownStartUpDelay } from '../../hardware/start-up-delays.js'
import { type Repeats, stretchWords } from '../../isa/repeats.js'
import { wordsPerInstruction } from '../../isa/program.js'
import type { Timing } from '../result.js'
import { endings, type OnBurst, startCore, type TimingCore } from './core.js'
import { strayFault } from './dram.js'
import { ProgramMemory } from './memory.js'
import { Report } from './report.js'
import { type Explanation, explainStandstill } from './verdict.js'

/** Cycles that a run may take at most (assembly/timing/clock.ts). */
export const longestRun = 2 ** 30

export interface TimingOptions {
  /** Cycles that the read server waits when its FIFO has run empty (timing.md 7.3). The machine's own unless said. */
  readonly startUpDelay?: number
  /** Called with every read burst that the server takes, in the order of service. */
  readonly onBurst?: OnBurst
  /** Whether the machine may leap over what repeats, as it does unless said; the results are the same. */
  readonly leaps?: boolean
}

export interface TimingLimits {
  /** Size of the program's DRAM. */
  readonly dramBytes: number
  /** The run stops when this cycle is reached before FINISH executes: a run that finishes has fewer cycles. */
  readonly cutoff?: number
  /** Whether `start` and `end` are wanted, as they are unless said: without them they are empty. */
  readonly log?: boolean
  /** What repeats of the program, if that is known: then most of what does is not even read. */
  readonly repeats?: Repeats
}

const noLog = new Int32Array()

/**
 * The machine's exact timing (timing.md 10), compiled from assembly/timing: from event to event, never from cycle to
 * cycle, so a run costs what its instructions and bursts cost. One machine can run any number of programs, one after the
 * other; it needs no data.
 */
export class TimingMachine {
  readonly #memory = new ProgramMemory()
  readonly #core: TimingCore
  readonly #isObserved: 0 | 1
  readonly #mayLeap: boolean
  #leapt = 0

  constructor(
    readonly hardware: Hardware,
    { startUpDelay = ownStartUpDelay, onBurst, leaps = true }: TimingOptions = {},
  ) {
    this.#core = startCore(hardware, startUpDelay, onBurst, this.#memory.memory)
    this.#isObserved = onBurst !== undefined ? 1 : 0
    this.#mayLeap = leaps && onBurst === undefined
  }

  /**
   * Instructions of the latest run whose times follow from those before: where state and text repeat, the machine leaps.
   * An observed machine never does.
   */
  get leapt(): number {
    return this.#leapt
  }

  /**
   * Runs a program from launch until FINISH executes, `cutoff` is reached, or nothing can happen any more. `start` and
   * `end` of the result are this machine's own arrays: the next run overwrites them.
   * @param instructions four words each, in the order of fetch.
   */
  run(instructions: Uint32Array, limits: TimingLimits): Timing {
    const { dramBytes, cutoff = longestRun, log = true } = limits
    const memory = this.#memory
    memory.reserve(instructions.length / wordsPerInstruction)
    this.#core.begin(memory.words, memory.starts, memory.ends, memory.count, Number(log))
    this.#core.setStretches(this.#putText(instructions, limits))
    const ending = endings[this.#core.run(dramBytes, Math.min(cutoff, longestRun), this.#isObserved)]
    const report = new Report(memory.ints, this.#core.reportRun())
    this.#leapt = report.leapt
    const timing = {
      status: ending === 'finished' ? ('finished' as const) : ('cutoff' as const),
      cycles: ending === 'finished' ? report.cycle : 0,
      start: log ? memory.start : noLog,
      end: log ? memory.end : noLog,
      counterHazards: report.hazards,
      wraps: report.wraps,
    }
    // Spreading objects takes longer than a short run: only what does not finish pays for its explanation.
    if (ending === 'finished' || ending === 'cutoff') return timing
    return { ...timing, ...this.#explain(ending, report, instructions, dramBytes) }
  }

  /** Puts as much of a program in place as will be read. Returns how many stretches of it are to be leapt over. */
  #putText(instructions: Uint32Array, { dramBytes, repeats }: TimingLimits): number {
    const memory = this.#memory
    if (!this.#mayLeap || repeats?.hardware !== this.hardware) {
      memory.put(instructions, 0, memory.count)
      return this.#mayLeap ? this.#core.findRepeats(memory.count, dramBytes) : 0
    }
    const { stretches } = repeats
    memory.write(this.#core.stretchesAt(), stretches)
    let at = 0
    for (let i = 0; i < stretches.length; i += stretchWords) {
      const [from, end, period] = stretches.subarray(i, i + stretchWords)
      memory.put(instructions, at, from + period)
      at = end - ((end - from) % period)
    }
    memory.put(instructions, at, memory.count)
    return stretches.length / stretchWords
  }

  #explain(
    ending: 'strayed' | 'standstill',
    report: Report,
    words: Uint32Array,
    dramBytes: number,
  ): Explanation {
    if (ending === 'standstill') return explainStandstill(words, report)
    return { status: 'fault', fault: strayFault(words, report.instruction, dramBytes, this.hardware) }
  }
}
