import { compile, Compiler, type CompiledProgram } from '../compiler/compile.js'
import { IllegalSchedule, type Schedule } from '../compiler/schedule.js'
import { copyImage } from '../isa/image.js'
import type { Program } from '../isa/program.js'
import { ProgramChecker } from '../simulator/function/checker.js'
import { FunctionalMachine } from '../simulator/function/machine.js'
import type { Timing } from '../simulator/result.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import { ownStartUpDelay } from '../hardware/start-up-delays.js'
import { randomOperands, type Operands } from '../workload/operands.js'
import { packedShape } from '../workload/packing.js'
import { QuickChecks } from './quick-checks.js'
import { judgeEffects, judgeFingerprint, judgeOutput, judgeTiming, ok, type Judgement } from './judge.js'
import { loadOperands } from './loaded.js'
import { requireMeasurable } from './measurable.js'
import type { Subject } from './messages.js'
import type { Verdict } from './verdict.js'
import { testData, type TestData } from './test-data.js'
import { RightPrograms } from './right-programs.js'
import { slowestRun } from './slowest-run.js'
import { neededCheck, sampleOf, type Check } from './verification.js'

/** What trying a candidate yields; who tried it and for how long is the worker's to add. */
export type Finding = Omit<Verdict, 'seconds'>

/**
 * Every field named: an object that is spread into another one, many times a candidate, costs more than all its numbers.
 */
const found = (
  { status, detail }: Judgement,
  cycles: number | null,
  check: Check | null,
  program: number | null,
): Finding => ({ status, cycles, detail, check, program })

/**
 * Where candidates of one workload on one hardware are tried: holds what they share (operands, packed; the output
 * that they must give; the machines), so that a candidate costs its own compilation, timing and checks alone.
 */
export class TestBench {
  readonly #subject: Subject
  /** One in how many programs is run in full, whatever its cycles. */
  readonly #sample: number
  readonly #compiler = new Compiler()
  readonly #operands: Operands | null
  #made: TestData | null = null
  /** One for each memory to time on. */
  readonly #timings: readonly TimingMachine[]
  readonly #checker: ProgramChecker
  readonly #quick: QuickChecks
  readonly #machine: FunctionalMachine
  /** DRAM, as large as the largest program so far. */
  #memory = new Uint8Array()
  /** The output region after the last run. */
  #output = new Uint8Array()
  /** Schedules that compile to the same program are one candidate. */
  readonly #known = new RightPrograms()

  /**
   * @param operands random ones of the subject's seed when left out.
   * @throws InputError as requireMeasurable does.
   */
  constructor(subject: Subject, operands?: Operands) {
    const { workload, hardware, seed, startUpDelays = [ownStartUpDelay] } = subject
    requireMeasurable(workload, hardware)
    this.#subject = subject
    this.#sample = sampleOf(workload)
    this.#operands = operands ?? null
    this.#timings = startUpDelays.map((startUpDelay) => new TimingMachine(hardware, { startUpDelay }))
    this.#checker = new ProgramChecker(hardware)
    this.#quick = new QuickChecks(workload, hardware, seed)
    this.#machine = new FunctionalMachine(hardware)
  }

  /** Made when the first program is run in full: what is illegal or too slow needs none, and large ones take seconds. */
  get #data(): TestData {
    const { workload, hardware, seed } = this.#subject
    return (this.#made ??= testData(workload, hardware, this.#operands ?? randomOperands(workload, seed)))
  }

  /** The reference's bytes of the output region, padding included. */
  get expected(): Uint8Array {
    return this.#data.expected
  }

  /** What the last candidate that was run in full left in its output region; the next one overwrites it. */
  get output(): Uint8Array {
    return this.#output
  }

  /** A schedule's program with the operands in place, in memory of its own. @throws IllegalSchedule. */
  program(schedule: Schedule): Program {
    const { workload, hardware } = this.#subject
    return loadOperands(compile(workload, schedule, hardware), this.#data.packed)
  }

  /** A schedule's program; good until the next one is compiled. */
  #compile(schedule: Schedule): CompiledProgram {
    return this.#compiler.compile(this.#subject.workload, schedule, this.#subject.hardware)
  }

  /**
   * Compiles, times and verifies a schedule, unless its program was tried before.
   * @param incumbent cycles that only a schedule verified in full may equal or beat; null to verify it in full in any case.
   */
  measure(schedule: Schedule, incumbent: number | null = null): Finding {
    let compiled: CompiledProgram
    try {
      compiled = this.#compile(schedule)
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
      return found({ status: 'illegal', detail: error.message }, null, null, null)
    }
    const program = compiled.digest
    const known = this.#known.find(program)
    if (known) {
      const check = neededCheck(program, known.cycles, incumbent, this.#sample)
      if (known.check === 'full' || check === 'fingerprint') return found(ok, known.cycles, check, program)
    }
    const finding = this.#find(compiled, program, incumbent)
    const { status, cycles, check } = finding
    if (status === 'ok' && cycles !== null && check !== null) this.#known.keep(program, cycles, check)
    return finding
  }

  #find(compiled: CompiledProgram, program: number, incumbent: number | null): Finding {
    const timing = this.#time(compiled, false)
    const cycles = timing.status === 'finished' ? timing.cycles : null
    const timed = judgeTiming(timing)
    if (cycles === null || timed.status !== 'ok') return found(timed, cycles, null, program)
    const { isOrderly, isRight } = this.#quick.check(compiled, () => this.#time(compiled, true))
    const effects = isOrderly ? timed : judgeEffects(this.#checker.check(compiled))
    if (effects.status !== 'ok') return found(effects, cycles, null, program)
    const check = neededCheck(program, cycles, incumbent, this.#sample)
    const printed = judgeFingerprint(isRight)
    if (check === 'fingerprint' && isRight) return found(printed, cycles, check, program)
    // A program whose fingerprint is wrong is run in full too: that says what is wrong.
    const ran = this.#runInFull(compiled)
    return found(ran.status === 'ok' ? printed : ran, cycles, check, program)
  }

  /**
   * The longest of its runs, or the first that does not finish.
   * @param log whether it is wanted when instructions started: few candidates need that.
   */
  #time(compiled: CompiledProgram, log: boolean): Timing {
    return slowestRun(this.#timings, compiled, { log })
  }

  /** Whether a program is right on the random operands. */
  #runInFull(compiled: CompiledProgram): Judgement {
    const { workload, hardware, seed } = this.#subject
    const program = loadOperands(compiled, this.#data.packed)
    this.#machine.run(program, this.#launchMemory(program), this.#time(compiled, true), { rubbish: seed })
    return judgeOutput(this.#output, this.expected, packedShape(workload, hardware))
  }

  /** DRAM at launch, with a wrong answer in every byte of the output region: what is not written shows. */
  #launchMemory(program: Program): Uint8Array {
    const { dramBytes, output } = program
    if (this.#memory.length < dramBytes) this.#memory = new Uint8Array(dramBytes)
    else this.#memory.fill(0, 0, dramBytes)
    const memory = this.#memory.subarray(0, dramBytes)
    copyImage(program, 0, memory)
    this.#output = memory.subarray(output.address, output.address + output.bytes)
    this.#output.set(this.#data.wrong)
    return memory
  }
}
