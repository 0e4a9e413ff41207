import { aluOpAt, memoryAt, opcode, opcodeAt, resetAt } from '../isa/fields.js'
import { isNoOp, moduleIndex, moduleOf } from '../isa/module-of.js'
import { instructionCount, wordsPerInstruction, type Program } from '../isa/program.js'
import { modules, type Timing } from './result.js'

/** A program that was timed, under the name that the timeline shows. */
export interface TimedProgram {
  readonly name: string
  readonly program: Program
  readonly timing: Timing
}

/** An event of Chrome's trace format (chrome://tracing, Perfetto); times in its microseconds, here cycles. */
interface TraceEvent {
  readonly name: string
  readonly ph: 'X' | 'M'
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly args: Readonly<Record<string, string | number>>
}

const loadNames = ['LOAD UOP', 'LOAD WGT', 'LOAD INP', 'LOAD ACC'] as const
const aluNames = ['ALU MIN', 'ALU MAX', 'ALU ADD', 'ALU SHR'] as const

/** What an instruction is, in the words of a timeline: `LOAD WGT`, `GEMM reset`, `tokens` for a no-op. */
export function instructionName(words: Uint32Array, at: number): string {
  if (isNoOp(words, at)) return 'tokens'
  switch (opcodeAt(words, at)) {
    case opcode.load:
      return loadNames[memoryAt(words, at)] ?? 'LOAD'
    case opcode.store:
      return 'STORE'
    case opcode.gemm:
      return resetAt(words, at) === 1 ? 'GEMM reset' : 'GEMM'
    case opcode.alu:
      return aluNames[aluOpAt(words, at)] ?? 'ALU'
    case opcode.finish:
      return 'FINISH'
    default:
      return 'unknown'
  }
}

function* eventsOf({ name, program, timing }: TimedProgram, pid: number): Generator<TraceEvent> {
  yield { name: 'process_name', ph: 'M', pid, tid: 0, args: { name } }
  for (const [tid, module] of modules.entries()) {
    yield { name: 'thread_name', ph: 'M', pid, tid, args: { name: module } }
    yield { name: 'thread_sort_index', ph: 'M', pid, tid, args: { sort_index: tid } }
  }
  const words = program.instructions
  for (let instruction = 0; instruction < instructionCount(program); instruction++) {
    const at = instruction * wordsPerInstruction
    const tid = moduleOf(words, at)
    const start = timing.start[instruction]
    if (start < 0 || tid === moduleIndex.nowhere) continue
    // What had not ended when FINISH executed is drawn up to there.
    const end = timing.end[instruction] < 0 ? Math.max(start, timing.cycles) : timing.end[instruction]
    yield {
      name: instructionName(words, at),
      ph: 'X',
      pid,
      tid,
      ts: start,
      dur: end - start,
      args: { instruction },
    }
  }
}

/**
 * Runs as Chrome trace JSON: a process a program, a row a module, an event an instruction; a microsecond there is a
 * cycle here.
 */
export function chromeTrace(runs: readonly TimedProgram[]): string {
  const events = runs.flatMap((run, pid) => [...eventsOf(run, pid)])
  const lines = events.map((event) => JSON.stringify(event)).join(',\n')
  return `{"otherData":{"time_unit":"cycles"},"traceEvents":[\n${lines}\n]}\n`
}
