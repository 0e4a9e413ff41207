import { Core, type FrontEndCode } from '../compiler/core.js'
import { FrontEnd } from '../compiler/front-end.js'
import { uopAxes, type Schedule } from '../compiler/schedule.js'
import { subjectOf, type Subject } from '../compiler/subject.js'
import { beatBytes, type Hardware } from '../hardware/hardware.js'
import type { Workload } from '../workload/workload.js'

/** What assembly/flow exports. */
interface Code extends FrontEndCode {
  /** Beats of an element of INP, WGT, ACC and OUT, and of the longest burst; micro-ops that the scratchpad holds. */
  setHardware(inp: number, wgt: number, acc: number, out: number, burst: number, uopDepth: number): void
  /** Cycles that the statements in the memory take at least, with micro-ops over an axis, by number. */
  flowCycles(uopAxis: number): number
}

/**
 * A lower bound for one schedule: its statements, run by a machine whose memory serves every transfer as if it were
 * alone (assembly/flow/machine.ts). Nothing is compiled: the nest is walked once.
 */
export class FlowBound {
  private readonly core = new Core<Code>('flow')
  private readonly frontEnd = new FrontEnd(this.core)
  private readonly subject: Subject

  constructor(workload: Workload, hardware: Hardware) {
    this.subject = subjectOf(workload, hardware)
    this.core.setSubject(this.subject)
    const { inp, wgt, acc, out } = hardware.elementBytes
    const { code } = this.core
    code.setHardware(
      inp / beatBytes,
      wgt / beatBytes,
      acc / beatBytes,
      out / beatBytes,
      hardware.burstBeats,
      hardware.depth.uop,
    )
  }

  /**
   * Cycles that the program of a schedule takes at least.
   * @throws IllegalSchedule when the schedule cannot be, or the scratchpads do not hold it.
   */
  cycles(schedule: Schedule): number {
    const { uopAxis } = this.frontEnd.write(this.subject, schedule)
    return this.core.code.flowCycles(uopAxes.indexOf(uopAxis))
  }
}
