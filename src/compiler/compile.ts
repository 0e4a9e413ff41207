import type { Hardware } from '../hardware/hardware.js'
import { instructionBytes, type Program } from '../isa/program.js'
import type { Workload } from '../workload/workload.js'
import { layOut, nextPage, type Area, type Layout } from './layout.js'
import { Emission } from './emission.js'
import type { Microcode } from './microcode.js'
import { normalSchedule } from './normal.js'
import { emit } from './passes/emit.js'
import { Synchronizer } from './passes/synchronize.js'
import { unroll } from './passes/unroll.js'
import { tensorizedNest } from './pipeline.js'
import type { Schedule } from './schedule.js'
import { checkSize } from './size.js'

/**
 * A schedule's program without data: instructions, micro-ops, and where the host puts the packed tensors.
 * The program's segments hold the micro-ops alone; the packed operands are laid beside them (docs/layout.md).
 */
export interface CompiledProgram extends Program {
  readonly operands: {
    readonly a: Area
    readonly b: Area
    readonly bias: Area | null
  }
}

/** Compiles for one hardware; keeps its tables from program to program. */
export class Compiler {
  private readonly emission: Emission
  private readonly synchronizer = new Synchronizer()

  constructor(readonly hardware: Hardware) {
    this.emission = new Emission(hardware.depth.uop)
  }

  /**
   * A schedule's program; schedules with the same normal form give the same one.
   * @throws IllegalSchedule naming knob, limit and value; InputError when the tensors do not fit DRAM.
   */
  compile(workload: Workload, schedule: Schedule): CompiledProgram {
    const { hardware, emission } = this
    const layout = layOut(workload, hardware)
    const normal = normalSchedule(schedule, workload, hardware)
    checkSize(normal, workload, hardware)
    unroll(emission, tensorizedNest(workload, normal, hardware), layout, normal)
    this.synchronizer.run(emission)
    return assemble(layout, emit(emission.steps), emission.microcode)
  }
}

function assemble(layout: Layout, instructions: Uint32Array, microcode: Microcode): CompiledProgram {
  const words = microcode.words.slice(0, microcode.count)
  const microOps = { address: layout.end, bytes: new Uint8Array(words.buffer, 0, words.byteLength) }
  const instructionAddress = nextPage(layout.end + words.byteLength)
  const instructionsEnd = instructionAddress + (instructions.length / 4) * instructionBytes
  return {
    instructions,
    instructionAddress,
    dramBytes: nextPage(instructionsEnd),
    segments: [microOps],
    output: layout.c,
    operands: { a: layout.a, b: layout.b, bias: layout.bias },
  }
}

const compilers = new WeakMap<Hardware, Compiler>()

/** A schedule's program on a hardware, by a compiler kept for it. @throws as Compiler.compile. */
export function compile(workload: Workload, schedule: Schedule, hardware: Hardware): CompiledProgram {
  let compiler = compilers.get(hardware)
  if (!compiler) {
    compiler = new Compiler(hardware)
    compilers.set(hardware, compiler)
  }
  return compiler.compile(workload, schedule)
}
