import type { Hardware } from '../hardware/hardware.js'
import type { Program } from '../isa/program.js'
import type { Workload } from '../workload/workload.js'
import type { Schedule } from './schedule.js'

/**
 * A schedule's program without data: instructions, micro-ops, and where the host puts the packed tensors.
 * The program's segments hold the micro-ops alone; A, B and the bias are laid beside them by `withOperands`.
 */
export interface CompiledProgram extends Program {
  /** Where the host puts the packed operands (docs/layout.md); byte addresses and lengths; bias null without one. */
  readonly operands: {
    readonly a: { readonly address: number; readonly bytes: number }
    readonly b: { readonly address: number; readonly bytes: number }
    readonly bias: { readonly address: number; readonly bytes: number } | null
  }
}

/** Compiles. @throws IllegalSchedule naming knob, limit and value. */
export function compile(_workload: Workload, _schedule: Schedule, _hardware: Hardware): CompiledProgram {
  throw new Error('in progress')
}
