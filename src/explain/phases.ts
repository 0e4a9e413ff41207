import type { Step } from './critical-path.js'
import { units, type Unit } from './modules.js'
import { Ledger, type CyclesByReason } from './reasons.js'
import { enter } from './segments.js'
import type { Trace } from './trace.js'

/** What one kind of instruction takes of a phase: `waiting` is what it was not busy. */
export interface PhasePart {
  readonly name: string
  readonly steps: number
  readonly cycles: number
  readonly waiting: CyclesByReason
}

/** Steps of the critical path that follow each other, [from, to). */
export interface Phase {
  /** One unit; or several that take turns, `turns` times. */
  readonly units: readonly Unit[]
  readonly turns: number
  readonly from: number
  readonly to: number
  readonly cycles: number
  /** The longest first. */
  readonly parts: readonly PhasePart[]
}

/** Phases at either end that are told one by one, where there are more than both ends hold. */
const endPhases = 4

/** Groups a critical path for a reader: by unit, and what is too long to tell as one phase of units that take turns. */
export function phasesOf(trace: Trace, path: readonly Step[]): readonly Phase[] {
  const runs: Step[][] = []
  for (const step of path) {
    const run = runs.at(-1)
    if (run && run[0].unit === step.unit) run.push(step)
    else runs.push([step])
  }
  if (runs.length <= 2 * endPhases + 1) return runs.map((run) => phase(trace, [run]))
  return [
    ...runs.slice(0, endPhases).map((run) => phase(trace, [run])),
    phase(trace, runs.slice(endPhases, -endPhases)),
    ...runs.slice(-endPhases).map((run) => phase(trace, [run])),
  ]
}

function phase(trace: Trace, runs: readonly (readonly Step[])[]): Phase {
  const steps = runs.flat()
  const from = steps[0].segments[0].from
  const to = steps[steps.length - 1].segments.at(-1)?.to ?? from
  const parts = new Map<string, Step[]>()
  for (const step of steps) {
    const own = parts.get(step.name)
    if (own) own.push(step)
    else parts.set(step.name, [step])
  }
  return {
    units: units.filter((unit) => runs.some((run) => run[0].unit === unit)),
    turns: runs.length,
    from,
    to,
    cycles: to - from,
    parts: [...parts].map(([name, own]) => part(trace, name, own)).toSorted((a, b) => b.cycles - a.cycles),
  }
}

function part({ bus }: Trace, name: string, steps: readonly Step[]): PhasePart {
  const ledger = new Ledger()
  for (const { segments } of steps) for (const segment of segments) enter(ledger, bus, segment)
  const { busy: _busy, ...waiting } = ledger.byReason
  return { name, steps: steps.length, cycles: ledger.total, waiting }
}
