import type { Hardware } from '../hardware/hardware.js'
import { microOpBytes } from '../isa/micro-op.js'
import { instructionBytes, wordsPerInstruction, type Program } from '../isa/program.js'
import { setSignatures, stretchWords, type Repeats, type RepeatsCode } from '../isa/repeats.js'
import type { Workload } from '../workload/workload.js'
import { Core, type FrontEndCode } from './core.js'
import type { FlatList } from './flat-list.js'
import { FrontEnd } from './front-end.js'
import { nextPage, type Area } from './layout.js'
import { IllegalSchedule, uopAxes, type Schedule } from './schedule.js'
import type { Unsaid } from './statements.js'
import { subjectOf, type Subject } from './subject.js'

/**
 * A program without data: instructions, micro-ops, and where the host puts the packed tensors. Its segments hold the
 * micro-ops alone; the packed operands are laid beside them (docs/layout.md).
 */
export interface PlacedProgram extends Program {
  readonly operands: {
    readonly a: Area
    readonly b: Area
    readonly bias: Area | null
  }
}

/** What timing needs of a program. */
export interface TimedProgram extends Pick<Program, 'instructions' | 'dramBytes'> {
  readonly repeats: Repeats
}

/** A schedule's program. */
export interface CompiledProgram extends PlacedProgram, TimedProgram {
  /** 53 bits of instructions and micro-ops: programs that differ share them with a probability of about 1e-16. */
  readonly digest: number
}

/** What assembly/compiler exports: addresses are bytes. */
interface Code extends FrontEndCode, RepeatsCode {
  unroll(uopAxis: number, aInPieces: number, bInPieces: number): number
  synchronize(): void
  digest(): number
  /** Returns how many stretches repeat. */
  findRepeats(dramBytes: number): number
  instructionsAt(): number
  instructionCount(): number
  microOpsAt(): number
  microOpCount(): number
}

/** Memory that is kept from program to program: room for some 130,000 instructions. */
const keptBytes = 2 ** 26

/** Of a program that nothing repeats in. */
const none = new Uint32Array()

/** Compiles one program at a time; keeps its memory, and the nests it has seen, from program to program. */
export class Compiler {
  #core = new Core<Code>('compiler')
  #frontEnd = new FrontEnd(this.#core)
  #subject: Subject | null = null

  /**
   * A schedule's program, in this compiler's memory: good until it compiles again. Schedules with the same normal form
   * give the same one. @throws IllegalSchedule naming knob, limit and value; InputError when the tensors do not fit DRAM.
   */
  compile(workload: Workload, schedule: Schedule, hardware: Hardware): CompiledProgram {
    const subject = this.unroll(workload, schedule, hardware)
    this.synchronize()
    return this.emit(subject)
  }

  /**
   * What timing needs of a list's program, in this compiler's memory: good until it compiles again. Null when the list is
   * illegal, which is no error: searches come by such lists all the time. @throws InputError as compile.
   */
  compileList(workload: Workload, list: FlatList, hardware: Hardware): TimedProgram | null {
    const subject = this.#subjectOf(workload, hardware)
    const unsaid = this.#frontEnd.writeList(subject, list)
    if (!unsaid || this.#unroll(unsaid) !== 0) return null
    this.synchronize()
    const { instructions } = this
    const { dramBytes } = this.#placed(subject)
    return { instructions, dramBytes, repeats: { hardware, stretches: this.#stretches(dramBytes) } }
  }

  /** Pass 8: writes the schedule's statements, and one instruction or a few for each, without tokens. */
  unroll(workload: Workload, schedule: Schedule, hardware: Hardware): Subject {
    const subject = this.#subjectOf(workload, hardware)
    const unsaid = this.#frontEnd.write(subject, schedule)
    const refused = this.#unroll(unsaid)
    if (refused === 0) return subject
    throw new IllegalSchedule(
      'uop_axis',
      `the uop scratchpad holds ${hardware.depth.uop}`,
      `${refused} micro-ops over ${unsaid.uopAxis}`,
    )
  }

  /** Returns 0, or how many micro-ops are too many. */
  #unroll({ uopAxis, aInPieces, bInPieces }: Unsaid): number {
    return this.#core.code.unroll(uopAxes.indexOf(uopAxis), Number(aInPieces), Number(bInPieces))
  }

  /** Pass 9: adds the tokens. */
  synchronize(): void {
    this.#core.code.synchronize()
  }

  /** Pass 10: the program, with places in DRAM. */
  emit(subject: Subject): CompiledProgram {
    const { code } = this.#core
    const { layout, hardware } = subject
    const microOps = this.#core.bytesAt(code.microOpsAt(), code.microOpCount() * microOpBytes)
    const { instructionAddress, dramBytes } = this.#placed(subject)
    return {
      instructions: this.instructions,
      instructionAddress,
      dramBytes,
      segments: [{ address: layout.end, bytes: microOps }],
      output: layout.c,
      operands: { a: layout.a, b: layout.b, bias: layout.bias },
      digest: code.digest(),
      repeats: { hardware, stretches: this.#stretches(dramBytes) },
    }
  }

  /** Where instructions lie in DRAM, behind the micro-ops, and where they end. */
  #placed({ layout }: Subject): { instructionAddress: number; dramBytes: number } {
    const { code } = this.#core
    const instructionAddress = nextPage(layout.end + code.microOpCount() * microOpBytes)
    const end = instructionAddress + code.instructionCount() * instructionBytes
    return { instructionAddress, dramBytes: nextPage(end) }
  }

  #stretches(dramBytes: number): Uint32Array {
    const { code } = this.#core
    const count = code.findRepeats(dramBytes)
    return count === 0 ? none : this.#core.wordsAt(code.stretchesAt(), count * stretchWords).slice()
  }

  /** The instructions as the last pass left them. */
  get instructions(): Uint32Array {
    const { code } = this.#core
    return this.#core.wordsAt(code.instructionsAt(), code.instructionCount() * wordsPerInstruction)
  }

  #subjectOf(workload: Workload, hardware: Hardware): Subject {
    if (this.#core.byteLength > keptBytes) this.#startAnew()
    if (this.#subject?.workload !== workload || this.#subject.hardware !== hardware) {
      this.#subject = subjectOf(workload, hardware)
      this.#core.setSubject(this.#subject)
      setSignatures(this.#core.code, hardware)
    }
    return this.#subject
  }

  /** Gives up the memory that a very long program took: it only grows. */
  #startAnew(): void {
    this.#core = new Core('compiler')
    this.#frontEnd = new FrontEnd(this.#core)
    this.#subject = null
  }
}

/** The compiler of all who compile now and then. */
let shared: Compiler | null = null

/** A schedule's program on a hardware, in memory of its own. @throws as Compiler.compile. */
export function compile(workload: Workload, schedule: Schedule, hardware: Hardware): CompiledProgram {
  shared ??= new Compiler()
  const program = shared.compile(workload, schedule, hardware)
  return {
    ...program,
    instructions: program.instructions.slice(),
    segments: program.segments.map(({ address, bytes }) => ({ address, bytes: bytes.slice() })),
  }
}
