import { wordsPerInstruction } from '../isa/program.js'
import { modules, type Module } from '../simulator/result.js'
import { instructionName } from '../simulator/timeline.js'
import { Ledger, type Category, type CyclesByReason } from './reasons.js'
import { enter, fetchSegments, moduleSegments, type Segment } from './segments.js'
import type { Trace } from './trace.js'

export const units = ['fetch', ...modules] as const
export type Unit = 'fetch' | Module

/** Instructions of one kind, and the cycles that their module was busy with them. */
export interface Work {
  readonly name: string
  readonly instructions: number
  readonly busy: number
}

/** Where a unit's cycles went; the four categories add up to the run's cycles, and so do the reasons. */
export interface UnitCycles extends Readonly<Record<Category, number>> {
  readonly by_reason: CyclesByReason
  /** What it was busy with; empty for fetch. */
  readonly work: readonly Work[]
}

/** Accounts for every cycle of every unit. */
export function unitCycles(trace: Trace): Readonly<Record<Unit, UnitCycles>> {
  return {
    fetch: account(trace, fetchSegments(trace), () => null),
    load: account(trace, moduleSegments(trace, 0), nameIn(trace)),
    compute: account(trace, moduleSegments(trace, 1), nameIn(trace)),
    store: account(trace, moduleSegments(trace, 2), nameIn(trace)),
  }
}

const nameIn =
  ({ words }: Trace) =>
  (instruction: number): string | null =>
    instruction < 0 ? null : instructionName(words, instruction * wordsPerInstruction)

function account(
  { bus, start }: Trace,
  segments: Iterable<Segment>,
  nameOf: (instruction: number) => string | null,
): UnitCycles {
  const ledger = new Ledger()
  const work = new Map<string, { readonly name: string; instructions: number; busy: number }>()
  for (const segment of segments) {
    const busy = ledger.of('busy')
    enter(ledger, bus, segment)
    const name = nameOf(segment.instruction)
    if (name === null || ledger.of('busy') === busy) continue
    const done = work.get(name) ?? { name, instructions: 0, busy: 0 }
    if (segment.to === start[segment.instruction]) done.instructions++
    done.busy += ledger.of('busy') - busy
    work.set(name, done)
  }
  return {
    busy: ledger.inCategory('busy'),
    waiting_for_token: ledger.inCategory('waiting_for_token'),
    waiting_for_memory: ledger.inCategory('waiting_for_memory'),
    idle: ledger.inCategory('idle'),
    by_reason: ledger.byReason,
    work: [...work.values()],
  }
}
