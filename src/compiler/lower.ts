import type { Hardware } from '../hardware/hardware.js'
import { disassemble } from '../isa/disassemble.js'
import type { Workload } from '../workload/workload.js'
import { Compiler } from './compile.js'
import type { Nest } from './nest.js'
import { normalSchedule } from './normal.js'
import { declare } from './passes/declare.js'
import { nestPasses, type StageName } from './pipeline.js'
import { printNest } from './print-nest.js'
import { printSteps } from './print-steps.js'
import type { Schedule } from './schedule.js'

/** What a pass made of the program, in words. */
export interface Stage {
  readonly stage: StageName
  readonly text: string
}

/** Compiles and keeps what each pass prints, in order. @throws as Compiler.compile. */
export function lower(workload: Workload, schedule: Schedule, hardware: Hardware): readonly Stage[] {
  const normal = normalSchedule(schedule, workload, hardware)
  let nest = declare(workload, hardware)
  const stages: Stage[] = [{ stage: 'declare', text: `${printNest(nest)}\n${cannotRun(nest)}` }]
  for (const { name, run } of nestPasses) {
    nest = run(nest, normal)
    stages.push({ stage: name, text: printNest(nest) })
  }
  const compiler = new Compiler()
  const subject = compiler.unroll(workload, schedule, hardware)
  stages.push({ stage: 'unroll', text: printSteps(compiler.instructions) })
  compiler.synchronize()
  stages.push({ stage: 'synchronize', text: printSteps(compiler.instructions) })
  stages.push({ stage: 'emit', text: disassemble(compiler.emit(subject), hardware) })
  return stages
}

/** Why a freshly declared nest is not a program for the accelerator. */
function cannotRun(nest: Nest): string {
  return (
    `This nest cannot run on ${nest.hardware.name}: no buffer is in a scratchpad, no copy is a DMA transfer, ` +
    `and no block is a tensor instruction. The passes below see to each in turn.`
  )
}
