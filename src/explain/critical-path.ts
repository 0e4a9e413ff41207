import { moduleOf } from '../isa/module-of.js'
import { wordsPerInstruction } from '../isa/program.js'
import { client } from '../simulator/timing/structure.js'
import { instructionName } from '../simulator/timeline.js'
import { units, type Unit } from './modules.js'
import { workOf, type Segment } from './segments.js'
import type { Trace } from './trace.js'

/** A step of the chain that ends with FINISH: what one unit does, from where the step before ends. */
export interface Step {
  readonly unit: Unit
  /** The instruction's name; `instructions` where fetch brings them. */
  readonly name: string
  /** Spans without gaps between them. */
  readonly segments: readonly Segment[]
}

/** Where the chain goes on from, backwards: the end of an instruction, or an instruction that was made visible. */
type Cause =
  | { readonly kind: 'end'; readonly instruction: number }
  | { readonly kind: 'visible'; readonly instruction: number }

/**
 * The critical path, launch first: backwards from FINISH, what each instruction waited for last. Every step begins in
 * the cycle in which the one before ends, so their lengths add up to the run's cycles.
 */
export function criticalPath(trace: Trace): readonly Step[] {
  const steps: Step[] = []
  const before = previousInstructions(trace)
  let cause: Cause | null = { kind: 'end', instruction: trace.last }
  while (cause !== null) {
    if (cause.kind === 'end') {
      steps.push(instructionStep(trace, cause.instruction))
      cause = causeOf(trace, cause.instruction, before)
    } else {
      const { step, next }: FetchStep = fetchStep(trace, cause.instruction)
      steps.push(step)
      cause = next
    }
  }
  return steps.toReversed()
}

/** By instruction, the one before it in its module; -1 for none. */
function previousInstructions({ start, instructionsOf }: Trace): Int32Array {
  const before = new Int32Array(start.length).fill(-1)
  for (const own of instructionsOf) {
    for (let i = 1; i < own.length; i++) before[own[i]] = own[i - 1]
  }
  return before
}

/** From the cycle in which an instruction goes to its end, or to FINISH. */
function instructionStep({ words, cycles, start, end }: Trace, instruction: number): Step {
  const at = instruction * wordsPerInstruction
  const [go, started] = [start[instruction] - 1, start[instruction]]
  const ended = started === cycles ? cycles : end[instruction]
  return {
    unit: units[1 + moduleOf(words, at)],
    name: instructionName(words, at),
    segments: [
      { from: go, to: started, what: 'busy', instruction },
      { from: started, to: ended, what: workOf(words, instruction), instruction },
    ],
  }
}

/** What an instruction went upon. Of several that came together, its own module's order goes before tokens and fetch. */
function causeOf({ start, end, fetch, tokens }: Trace, instruction: number, before: Int32Array): Cause {
  const go = start[instruction] - 1
  const ended = [before[instruction], tokens.fromPrev[instruction], tokens.fromNext[instruction]].find(
    (one) => one >= 0 && end[one] === go,
  )
  if (ended !== undefined) return { kind: 'end', instruction: ended }
  if (fetch.visible[instruction] === go) return { kind: 'visible', instruction }
  throw new Error(`instruction ${instruction} goes in cycle ${go} for no reason`)
}

interface FetchStep {
  readonly step: Step
  readonly next: Cause | null
}

/** What made an instruction visible: moves since fetch had room last, or its whole batch. */
function fetchStep({ fetch: { batches, visible, room } }: Trace, instruction: number): FetchStep {
  const { first, offered, drain } = batches[Math.floor(instruction / batches[0].end)]
  let held = instruction
  while (held >= first && room[held] < 0) held--
  const moves = (from: number): Segment => ({
    from,
    to: visible[instruction],
    what: 'busy',
    instruction,
  })
  if (held >= first) {
    const step = fetched([moves(visible[held] - 1)])
    return { step, next: { kind: 'end', instruction: room[held] } }
  }
  const from = first === 0 ? 0 : visible[first - 1]
  const step = fetched([
    { from, to: offered, what: 'busy', instruction: first },
    { from: offered, to: drain, what: client.fetch, instruction: first },
    moves(drain),
  ])
  return { step, next: first === 0 ? null : { kind: 'visible', instruction: first - 1 } }
}

const fetched = (segments: readonly Segment[]): Step => ({ unit: 'fetch', name: 'instructions', segments })
