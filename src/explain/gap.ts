import { isNoOp } from '../isa/module-of.js'
import { opcode, opcodeAt } from '../isa/fields.js'
import { wordsPerInstruction } from '../isa/program.js'
import type { BoundPart, LowerBound } from '../search/bounds/parts.js'
import { client, pipelineCycles } from '../simulator/timing/structure.js'
import { clients } from './read-bus.js'
import { Ledger, type CyclesByReason } from './reasons.js'
import { moduleSegments, type Segment } from './segments.js'
import type { Trace } from './trace.js'

/** The resource that the bound says is the busiest. */
export type Resource = 'reads' | 'compute' | 'store'

/** Before the resource's first work, its work, what lies between that, and after the last of it. */
export const stages = ['before', 'work', 'between', 'after'] as const
export type Stage = (typeof stages)[number]

export interface StageOfGap {
  readonly stage: Stage
  /** Cycles that no program can save, and those that this one spends. */
  readonly bound: number
  readonly program: number
  readonly parts: readonly BoundPart[]
  /** What the resource did instead, or waited for; of `between` alone. */
  readonly by_reason: CyclesByReason
}

export interface Gap {
  readonly resource: Resource
  /** The bounds add up to the lower bound, the program's cycles to its own: the differences are the gap. */
  readonly stages: readonly StageOfGap[]
}

/** Where the names of a bound's parts belong; others lie between. */
const stageOfPart: ReadonlyMap<string, Stage> = new Map([
  ['start', 'before'],
  ['instructions', 'before'],
  ['reads', 'work'],
  ['reads again', 'work'],
  ['compute', 'work'],
  ['store', 'work'],
  ['gaps', 'between'],
  ['overhead', 'between'],
  ['last work', 'after'],
  ['drain', 'after'],
])

const stageOf = ({ name }: BoundPart): Stage => stageOfPart.get(name) ?? 'between'
const dataClients = [client.inp, client.wgt, client.acc] as const
const moduleOfResource = { reads: 0, compute: 1, store: 2 } as const

/** Sets what a program spends beside what its lower bound consists of. */
export function gapOf(trace: Trace, bound: LowerBound): Gap {
  const resource =
    (['compute', 'store'] as const).find((name) => bound.parts.some((p) => p.name === name)) ?? 'reads'
  const { span, work, other } = resource === 'reads' ? useOfBus(trace) : useOfModule(trace, resource)
  const spent: Record<Stage, number> = {
    before: span.from,
    work,
    between: span.to - span.from - work,
    after: trace.cycles - span.to,
  }
  return {
    resource,
    stages: stages.map((stage) => {
      const parts = bound.parts.filter((part) => stageOf(part) === stage)
      return {
        stage,
        bound: parts.reduce((sum, { cycles }) => sum + cycles, 0),
        program: spent[stage],
        parts,
        by_reason: stage === 'between' ? other.byReason : {},
      }
    }),
  }
}

/** What a program makes of a resource. */
interface Use {
  /** From the first cycle of its work to the last; all of the run is before it where there is none. */
  readonly span: { readonly from: number; readonly to: number }
  readonly work: number
  readonly other: Ledger
}

/** The memory sends data, or something else, or waits for what the load module waits for. */
function useOfBus(trace: Trace): Use {
  const { bus, cycles } = trace
  const found = bus.span(dataClients)
  const span = { from: found?.from ?? cycles, to: Math.min(found?.to ?? cycles, cycles) }
  const other = new Ledger()
  let work = 0
  for (const segment of moduleSegments(trace, moduleOfResource.reads)) {
    const [from, to] = [Math.max(segment.from, span.from), Math.min(segment.to, span.to)]
    if (from >= to) continue
    let silent = to - from
    for (const [who, beats] of bus.beats(from, to).entries()) {
      if (dataClients.some((one) => one === who)) work += beats
      else other.add(`behind_${clients[who]}`, beats)
      silent -= beats
    }
    other.add(typeof segment.what === 'string' ? segment.what : 'latency', silent)
  }
  return { span, work, other }
}

/** The module works, or does something else, or waits. */
function useOfModule(trace: Trace, resource: 'compute' | 'store'): Use {
  const module = moduleOfResource[resource]
  let [from, to] = [-1, trace.cycles]
  for (const segment of moduleSegments(trace, module)) {
    if (workCycles(trace, segment) === 0) continue
    if (from < 0) from = segment.from
    to = segment.to
  }
  const span = { from: from < 0 ? trace.cycles : from, to }
  const other = new Ledger()
  let work = 0
  for (const segment of moduleSegments(trace, module)) {
    if (segment.from < span.from || segment.to > span.to) continue
    const own = workCycles(trace, segment)
    work += own
    other.add(typeof segment.what === 'string' ? segment.what : 'busy', segment.to - segment.from - own)
  }
  return { span, work, other }
}

/** Cycles of a segment that iterate (GEMM, ALU) or store. */
function workCycles({ words, start }: Trace, { instruction, from, to, what }: Segment): number {
  if (what !== 'busy' || instruction < 0 || from !== start[instruction]) return 0
  const at = instruction * wordsPerInstruction
  switch (opcodeAt(words, at)) {
    case opcode.gemm:
    case opcode.alu:
      return Math.max(0, to - from - pipelineCycles)
    case opcode.store:
      return isNoOp(words, at) ? 0 : to - from
    default:
      return 0
  }
}
