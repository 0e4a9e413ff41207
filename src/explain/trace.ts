import type { Hardware } from '../hardware/hardware.js'
import { opcode, opcodeAt } from '../isa/fields.js'
import { moduleIndex, moduleOf } from '../isa/module-of.js'
import { type Program, wordsPerInstruction } from '../isa/program.js'
import { client } from '../simulator/timing/structure.js'
import { TimingMachine } from '../simulator/timing/machine.js'
import { replayFetch, type FetchReplay } from './fetch-replay.js'
import { ReadBus } from './read-bus.js'
import { tokenFlow, type TokenFlow } from './token-flow.js'

/** A run of a program, and all that it takes to say why it took so long. Cycles from launch (0). */
export interface Trace {
  readonly words: Uint32Array
  /** Cycle in which FINISH executes. */
  readonly cycles: number
  /** First busy and first idle cycle of each instruction; -1 when there was none before FINISH. */
  readonly start: Int32Array
  readonly end: Int32Array
  /** Instructions of load, compute and store, in order. */
  readonly instructionsOf: readonly (readonly number[])[]
  /** Number of FINISH. */
  readonly last: number
  readonly bus: ReadBus
  readonly fetch: FetchReplay
  readonly tokens: TokenFlow
}

/** Runs a program and keeps what happened. @throws Error when it does not finish. */
export function traceOf(program: Pick<Program, 'instructions' | 'dramBytes'>, hardware: Hardware): Trace {
  const words = program.instructions
  const bus = new ReadBus()
  const machine = new TimingMachine(hardware, {
    onBurst: (who, start, lastBeat) => bus.add(who, start, lastBeat),
  })
  const { status, cycles, start, end } = machine.run(words, program)
  if (status !== 'finished') throw new Error(`a program that does not finish has no cycles: ${status}`)
  const instructionsOf: number[][] = [[], [], []]
  for (let i = 0; i < start.length; i++) {
    const module = moduleOf(words, i * wordsPerInstruction)
    if (module !== moduleIndex.nowhere) instructionsOf[module].push(i)
  }
  return {
    words,
    cycles,
    start,
    end,
    instructionsOf,
    last: start.findIndex(
      (cycle, i) => cycle === cycles && opcodeAt(words, i * wordsPerInstruction) === opcode.finish,
    ),
    bus,
    fetch: replayFetch(words, end, bus.lastBeatsOf(client.fetch), hardware),
    tokens: tokenFlow(words),
  }
}
