import { loadHardware } from '../../hardware/presets.js'
import type { Hardware } from '../../hardware/hardware.js'
import type { Program } from '../../isa/program.js'
import { RunTooLong, simulate as simulateProgram, type Simulation } from '../../simulator/simulate.js'
import { chromeTrace, type TimedProgram } from '../../simulator/timeline.js'
import { readProgram } from '../bundle-file.js'
import { WorkFailed } from '../failure.js'
import { requireWritable, writeOutput } from '../output-file.js'
import { count, printJson, printLine } from '../print.js'

export interface SimulateFlags {
  readonly hardware: string
  readonly timeline?: string
  readonly json?: true
}

export function simulate(files: readonly string[], flags: SimulateFlags): void {
  const hardware = loadHardware(flags.hardware)
  requireWritable(flags.timeline)
  const timed: TimedProgram[] = []
  for (const file of files) {
    const program = readProgram(file, hardware)
    const simulation = run(file, program, hardware)
    if (flags.json) printJson({ file, ...jsonOf(simulation) })
    else printLine(`${file}: ${describe(simulation)}`)
    if (flags.timeline !== undefined) timed.push({ name: file, program, timing: simulation.timing })
  }
  if (flags.timeline !== undefined) writeOutput(flags.timeline, new TextEncoder().encode(chromeTrace(timed)))
}

/** @throws WorkFailed naming the file of a program that takes too long to be timed. */
function run(file: string, program: Program, hardware: Hardware): Simulation {
  try {
    return simulateProgram(program, hardware)
  } catch (error) {
    throw error instanceof RunTooLong ? new WorkFailed(`${file}: ${error.message}`) : error
  }
}

/** Where something is wrong is told only when something is. */
function jsonOf({ timing: _timing, output: _output, effects, ...told }: Simulation): object {
  const { hazards, races, wraps } = effects
  return hazards + races + wraps > 0 ? { ...told, findings: effects.findings } : told
}

/** A run in a line, and what is wrong with it in lines below. */
function describe({ status, cycles, output_sha256, deadlock, fault, ...found }: Simulation): string {
  const lines = [
    `${status}${status === 'finished' ? `, ${count(cycles)} cycles` : ''}, output sha256 ${output_sha256}`,
  ]
  if (fault) {
    lines.push(`instruction ${fault.instruction}: ${fault.field} is ${fault.value}, limit: ${fault.limit}`)
  }
  for (const { module, instruction, waitsFor } of deadlock?.waiting ?? []) {
    lines.push(
      `${module} waits${instruction === null ? '' : ` with instruction ${instruction}`} for ${waitsFor}`,
    )
  }
  for (const kind of ['hazards', 'races', 'wraps'] as const) {
    if (found[kind] === 0) continue
    const [first] = found.effects.findings[kind]
    const where = first ? `, the first at instruction ${first.instruction}: ${first.detail}` : ''
    lines.push(`${count(found[kind])} ${kind}${where}`)
  }
  return lines.join('\n  ')
}
