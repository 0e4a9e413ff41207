import type { Hardware } from '../hardware/hardware.js'
import { disassemble } from '../isa/disassemble.js'
import type { Workload } from '../workload/workload.js'
import { compile } from './compile.js'
import { Emission } from './emission.js'
import { layOut } from './layout.js'
import type { Nest } from './nest.js'
import { normalSchedule } from './normal.js'
import { declare } from './passes/declare.js'
import { Synchronizer } from './passes/synchronize.js'
import { unroll } from './passes/unroll.js'
import { nestPasses, type StageName } from './pipeline.js'
import { printNest } from './print-nest.js'
import { printSteps } from './print-steps.js'
import type { Schedule } from './schedule.js'
import { checkSize } from './size.js'

/** What a pass made of the program, in words. */
export interface Stage {
  readonly stage: StageName
  readonly text: string
}

/** Compiles and keeps what each pass prints, in order. @throws as Compiler.compile. */
export function lower(workload: Workload, schedule: Schedule, hardware: Hardware): readonly Stage[] {
  const layout = layOut(workload, hardware)
  const normal = normalSchedule(schedule, workload, hardware)
  checkSize(normal, workload, hardware)
  let nest = declare(workload, hardware)
  const stages: Stage[] = [{ stage: 'declare', text: `${printNest(nest)}\n${cannotRun(nest)}` }]
  for (const { name, run } of nestPasses) {
    nest = run(nest, normal)
    stages.push({ stage: name, text: printNest(nest) })
  }
  const emission = new Emission(hardware.depth.uop)
  unroll(emission, nest, layout, normal)
  stages.push({ stage: 'unroll', text: printSteps(emission.steps) })
  new Synchronizer().run(emission)
  stages.push({ stage: 'synchronize', text: printSteps(emission.steps) })
  stages.push({ stage: 'emit', text: disassemble(compile(workload, normal, hardware), hardware) })
  return stages
}

/** Why a freshly declared nest is not a program for the accelerator. */
function cannotRun(nest: Nest): string {
  return (
    `This nest cannot run on ${nest.hardware.name}: no buffer is in a scratchpad, no copy is a DMA transfer, ` +
    `and no block is a tensor instruction. The passes below see to each in turn.`
  )
}
