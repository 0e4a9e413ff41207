import { compile, type CompiledProgram } from '../compiler/compile.js'
import { layOut } from '../compiler/layout.js'
import { IllegalSchedule, type Schedule } from '../compiler/schedule.js'
import { copyImage } from '../isa/image.js'
import type { Program } from '../isa/program.js'
import { FunctionalMachine } from '../simulator/function/machine.js'
import type { Timing } from '../simulator/result.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import { randomOperands, type Operands } from '../workload/operands.js'
import { packedShape } from '../workload/packing.js'
import { digest } from './digest.js'
import { judgeEffects, judgeOutput, judgeTiming, type Judgement } from './judge.js'
import { loadOperands } from './loaded.js'
import type { Subject, Verdict } from './messages.js'
import { testData, type TestData } from './test-data.js'

/** What trying a candidate yields; who tried it and for how long is the worker's to add. */
export type Finding = Omit<Verdict, 'worker' | 'seconds'>

/** Findings that a bench keeps: all are dropped when there are more. */
const keptFindings = 50_000

/**
 * Where candidates of one workload on one hardware are tried: holds what they share (operands, packed; the output
 * that they must give; the machines), so that a candidate costs its own compilation, timing and run alone.
 */
export class TestBench {
  readonly #subject: Subject
  readonly #data: TestData
  readonly #timing: TimingMachine
  readonly #machine: FunctionalMachine
  /** DRAM, as large as the largest program so far. */
  #memory = new Uint8Array()
  /** The output region after the last run. */
  #output = new Uint8Array()
  /** What was found of programs, by digest: schedules that compile to the same program are one candidate. */
  readonly #known = new Map<number, Finding>()

  /**
   * @param operands random ones of the subject's seed when left out.
   * @throws InputError when the tensors do not fit DRAM.
   */
  constructor(subject: Subject, operands?: Operands) {
    const { workload, hardware, seed } = subject
    layOut(workload, hardware)
    this.#subject = subject
    this.#data = testData(workload, hardware, operands ?? randomOperands(workload, seed))
    this.#timing = new TimingMachine(hardware)
    this.#machine = new FunctionalMachine(hardware)
  }

  /** The reference's bytes of the output region, padding included. */
  get expected(): Uint8Array {
    return this.#data.expected
  }

  /** What the last candidate that ran left in its output region; the next one overwrites it. */
  get output(): Uint8Array {
    return this.#output
  }

  /** A schedule's program with the operands in place. @throws IllegalSchedule. */
  program(schedule: Schedule): Program {
    return loadOperands(this.#compile(schedule), this.#data.packed)
  }

  #compile(schedule: Schedule): CompiledProgram {
    return compile(this.#subject.workload, schedule, this.#subject.hardware)
  }

  /** Compiles, times, runs and verifies a schedule, unless its program was tried before. */
  measure(schedule: Schedule): Finding {
    let compiled: CompiledProgram
    try {
      compiled = this.#compile(schedule)
    } catch (error) {
      if (!(error instanceof IllegalSchedule)) throw error
      return { status: 'illegal', detail: error.message, cycles: null, program: null }
    }
    const program = digest(compiled)
    const known = this.#known.get(program)
    if (known) return known
    const finding = { ...this.#find(loadOperands(compiled, this.#data.packed)), program }
    if (this.#known.size >= keptFindings) this.#known.clear()
    this.#known.set(program, finding)
    return finding
  }

  #find(program: Program): Omit<Finding, 'program'> {
    const timing = this.#timing.run(program.instructions, program)
    const cycles = timing.status === 'finished' ? timing.cycles : null
    return { ...this.#judge(program, timing), cycles }
  }

  #judge(program: Program, timing: Timing): Judgement {
    const { workload, hardware, seed } = this.#subject
    const timed = judgeTiming(timing)
    if (timed.status !== 'ok') return timed
    const memory = this.#launchMemory(program)
    const effects = judgeEffects(this.#machine.run(program, memory, timing, { rubbish: seed }))
    if (effects.status !== 'ok') return effects
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
    for (let i = 0; i < this.#output.length; i++) this.#output[i] = ~this.expected[i]
    return memory
  }
}
