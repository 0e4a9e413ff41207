import { memoryAt, opcode, opcodeAt } from '../isa/fields.js'
import { isNoOp, moduleOf } from '../isa/module-of.js'
import { wordsPerInstruction } from '../isa/program.js'
import { client, type Client } from '../simulator/timing/structure.js'
import type { ReadBus } from './read-bus.js'
import { clientOfMemory, placeIn, tokenFrom, type Ledger, type Reason } from './reasons.js'
import type { Trace } from './trace.js'

/** A span of cycles [from, to) in which a unit does one thing: a reason, or the transfer of a client's beats. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly what: Reason | Client
  /** What it is about; -1 for none. */
  readonly instruction: number
}

/** Enters a span into a ledger. */
export function enter(ledger: Ledger, bus: ReadBus, { what, from, to }: Segment): void {
  if (typeof what === 'string') ledger.add(what, to - from)
  else ledger.addTransfer(bus, what, from, to)
}

/** What an instruction does from its first busy cycle to its last: a LOAD waits for its beats, all else works. */
export function workOf(words: Uint32Array, instruction: number): 'busy' | Client {
  const at = instruction * wordsPerInstruction
  const moves = opcodeAt(words, at) === opcode.load && !isNoOp(words, at)
  return moves ? clientOfMemory[memoryAt(words, at)] : 'busy'
}

/**
 * A module's cycles from launch to FINISH, without gaps (timing.md 4). Between two instructions it waits until the next
 * one is visible, then for its tokens; the last cycle before an instruction's start is the one it goes in.
 */
export function* moduleSegments(trace: Trace, module: 0 | 1 | 2): Generator<Segment> {
  const { cycles, start, end, fetch } = trace
  const upTo = (cycle: number): number => (cycle < 0 ? cycles : Math.min(cycle, cycles))
  let at = 0
  for (const instruction of trace.instructionsOf[module]) {
    if (at === cycles) return
    const go = start[instruction] < 0 ? cycles : upTo(start[instruction] - 1)
    const seen = Math.min(go, Math.max(at, upTo(fetch.visible[instruction])))
    const started = upTo(start[instruction])
    yield { from: at, to: seen, what: 'instruction', instruction }
    yield { from: seen, to: go, what: missingToken(trace, instruction), instruction }
    yield { from: go, to: started, what: 'busy', instruction }
    at = started === cycles ? cycles : upTo(end[instruction])
    yield { from: started, to: at, what: workOf(trace.words, instruction), instruction }
  }
  yield { from: at, to: cycles, what: 'idle', instruction: -1 }
}

/** The token that comes last of those that an instruction takes. */
function missingToken({ words, end, tokens }: Trace, instruction: number): Reason {
  const pushed = (producer: number): number =>
    producer < 0 ? -1 : end[producer] < 0 ? Infinity : end[producer]
  const prev = tokens.fromPrev[instruction]
  const next = tokens.fromNext[instruction]
  const last = pushed(next) > pushed(prev) ? next : prev
  // Without a token there is nothing to wait for: the span is empty.
  const module = last < 0 ? -1 : moduleOf(words, last * wordsPerInstruction)
  return module < 0 ? 'busy' : tokenFrom[module]
}

/** Fetch's cycles from launch to FINISH, without gaps: each batch is requested, then moved (timing.md 6). */
export function* fetchSegments(trace: Trace): Generator<Segment> {
  const { cycles, fetch } = trace
  let at = 0
  const until = function* (to: number, what: Segment['what'], instruction: number): Generator<Segment> {
    const segment = { from: at, to: Math.min(cycles, to), what, instruction }
    at = segment.to
    yield segment
  }
  for (const { first, end, offered, drain } of fetch.batches) {
    yield* until(offered, 'busy', first)
    yield* until(drain, client.fetch, first)
    for (let i = first; i < end; i++) {
      const visible = fetch.visible[i] < 0 ? Infinity : fetch.visible[i]
      yield* until(visible - 1, roomFor(trace, i), i)
      yield* until(visible, 'busy', i)
    }
  }
  yield { from: at, to: cycles, what: 'idle', instruction: -1 }
}

/** What fetch waits for before it moves an instruction. */
function roomFor({ words }: Trace, instruction: number): Reason {
  const module = moduleOf(words, instruction * wordsPerInstruction)
  return module < 0 ? 'idle' : placeIn[module]
}
