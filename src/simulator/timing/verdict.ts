import { opcode, opcodeAt, memoryAt, aluOpAt, ySizeAt, yPadTopAt } from '../../isa/fields.js'
import { moduleIndex, moduleOf } from '../../isa/module-of.js'
import { wordsPerInstruction } from '../../isa/program.js'
import { type Deadlock, type Fault, type Module, modules, type Waiting } from '../result.js'
import type { Report } from './report.js'
import { queueEntries } from './structure.js'

/** What a verdict says beside the cycles. */
export type Explanation =
  | { readonly status: 'fault'; readonly fault: Fault }
  | { readonly status: 'deadlock'; readonly deadlock: Deadlock }

const neighbours: Record<Module, { readonly prev: Module | null; readonly next: Module | null }> = {
  load: { prev: null, next: 'compute' },
  compute: { prev: 'load', next: 'store' },
  store: { prev: 'compute', next: null },
}

const targetOf = (words: Uint32Array, instruction: number) =>
  moduleOf(words, instruction * wordsPerInstruction)

/** Why nothing can happen any more: an instruction that cannot end, or modules that wait. */
export function explainStandstill(words: Uint32Array, report: Report): Explanation {
  const fault = findFault(words, report)
  if (fault) return { status: 'fault', fault }
  const waiting = [
    waitingFetch(words, report),
    ...modules.map((module) => waitingModule(module, report)),
  ].filter((one) => one !== undefined)
  return { status: 'deadlock', deadlock: { cycle: report.latest, waiting } }
}

/** The first instruction that blocks for ever by what it is. */
function findFault(words: Uint32Array, report: Report): Fault | undefined {
  const { stuckWith } = report
  const stuck = modules.map((module) => {
    const { busy, head } = report.module(module)
    return busy && head !== null ? endlessFault(words, head) : undefined
  })
  if (stuckWith !== null && targetOf(words, stuckWith) === moduleIndex.nowhere) {
    stuck.push(unknownFault(words, stuckWith))
  }
  return stuck
    .filter((fault) => fault !== undefined)
    .toSorted((a, b) => a.instruction - b.instruction)
    .at(0)
}

function unknownFault(words: Uint32Array, instruction: number): Fault {
  const at = instruction * wordsPerInstruction
  switch (opcodeAt(words, at)) {
    case opcode.load:
      return {
        instruction,
        field: 'memory id',
        value: memoryAt(words, at),
        limit: 'a LOAD has memory id 0 (UOP), 1 (WGT), 2 (INP) or 3 (ACC)',
      }
    case opcode.alu:
      return {
        instruction,
        field: 'sub-opcode',
        value: aluOpAt(words, at),
        limit: 'an ALU has sub-opcode 0 (MIN), 1 (MAX), 2 (ADD) or 3 (SHR)',
      }
    default:
      return {
        instruction,
        field: 'opcode',
        value: opcodeAt(words, at),
        limit: 'opcodes are 0 (LOAD), 1 (STORE), 2 (GEMM), 3 (FINISH) and 4 (ALU)',
      }
  }
}

/** A transfer in execution that never ends because it commands no row; undefined for what waits for beats. */
function endlessFault(words: Uint32Array, instruction: number): Fault | undefined {
  const at = instruction * wordsPerInstruction
  const ySize = ySizeAt(words, at)
  if (ySize === 0) {
    return { instruction, field: 'y_size', value: 0, limit: 'at least 1 where x_size is not 0' }
  }
  const rows = ySize + yPadTopAt(words, at)
  // A load counts its rows and the top pads in 16 bits (timing.md 12.3).
  if (opcodeAt(words, at) !== opcode.load || rows <= 0xffff) return undefined
  return { instruction, field: 'y_size + y_pad_top', value: rows, limit: 'at most 65535' }
}

function waitingFetch(words: Uint32Array, { stuckWith }: Report): Waiting | undefined {
  if (stuckWith === null) return undefined
  const full = modules.at(targetOf(words, stuckWith))
  const waitsFor = `a place in the ${full} queue (${queueEntries} entries)`
  return { module: 'fetch', instruction: stuckWith, waitsFor }
}

function waitingModule(module: Module, report: Report): Waiting | undefined {
  const { head, busy } = report.module(module)
  if (head !== null) {
    const waitsFor = busy ? 'beats that never come' : missingTokens(module, report)
    return { module, instruction: head, waitsFor }
  }
  if (report.stuckWith !== null) return { module, instruction: null, waitsFor: 'an instruction from fetch' }
  if (module !== 'compute') return undefined
  return { module, instruction: null, waitsFor: 'FINISH, which the program does not have' }
}

function missingTokens(module: Module, report: Report): string {
  const { missesPrev, missesNext } = report.module(module)
  const { prev, next } = neighbours[module]
  return [missesPrev ? prev : null, missesNext ? next : null]
    .filter((producer) => producer !== null)
    .map((producer) => `a token from ${producer}`)
    .join(' and ')
}
