import { opcode, opcodeAt, memoryAt, aluOpAt, ySizeAt, yPadTopAt } from '../../isa/fields.js'
import { moduleIndex, moduleOf } from '../../isa/module-of.js'
import { wordsPerInstruction } from '../../isa/program.js'
import { type Deadlock, type Fault, type Module as ModuleName, modules, type Waiting } from '../result.js'
import { commandedRows } from './dma.js'
import type { Fetch } from './fetch.js'
import type { Module } from './module.js'
import { queueEntries } from './queue.js'

/** A machine in which no event is left. */
export interface Standstill {
  readonly words: Uint32Array
  readonly fetch: Fetch
  readonly load: Module
  readonly compute: Module
  readonly store: Module
}

/** What a verdict says beside the cycles. */
type Explanation =
  | { readonly status: 'fault'; readonly fault: Fault }
  | { readonly status: 'deadlock'; readonly deadlock: Deadlock }

const neighbours: Record<ModuleName, { readonly prev: ModuleName | null; readonly next: ModuleName | null }> =
  {
    load: { prev: null, next: 'compute' },
    compute: { prev: 'load', next: 'store' },
    store: { prev: 'compute', next: null },
  }

const targetOf = (words: Uint32Array, instruction: number) =>
  moduleOf(words, instruction * wordsPerInstruction)

/** Why nothing can happen any more after cycle `cycle`: an instruction that cannot end, or modules that wait. */
export function explainStandstill(machine: Standstill, cycle: number): Explanation {
  const fault = findFault(machine)
  if (fault) return { status: 'fault', fault }
  const waiting = [
    waitingFetch(machine),
    waitingModule(machine, 'load'),
    waitingModule(machine, 'compute'),
    waitingModule(machine, 'store'),
  ].filter((one) => one !== undefined)
  return { status: 'deadlock', deadlock: { cycle, waiting } }
}

/** The first instruction that blocks for ever by what it is. */
function findFault({ words, fetch, load, compute, store }: Standstill): Fault | undefined {
  const stuck = [load, compute, store]
    .filter((module) => module.busy)
    .map((module) => endlessFault(words, module.queue.head))
  const next = fetch.stuckWith
  if (next !== null && targetOf(words, next) === moduleIndex.nowhere) stuck.push(unknownFault(words, next))
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
  if (opcodeAt(words, at) !== opcode.load || commandedRows(words, at) > 0) return undefined
  const value = ySize + yPadTopAt(words, at)
  return { instruction, field: 'y_size + y_pad_top', value, limit: 'at most 65535' }
}

function waitingFetch({ words, fetch }: Standstill): Waiting | undefined {
  const instruction = fetch.stuckWith
  if (instruction === null) return undefined
  const full = modules.at(targetOf(words, instruction))
  const waitsFor = `a place in the ${full} queue (${queueEntries} entries)`
  return { module: 'fetch', instruction, waitsFor }
}

function waitingModule(machine: Standstill, name: ModuleName): Waiting | undefined {
  const module = machine[name]
  if (module.queue.length > 0) {
    const waitsFor = module.busy ? 'beats that never come' : missingTokens(machine, name)
    return { module: name, instruction: module.queue.head, waitsFor }
  }
  if (machine.fetch.stuckWith !== null)
    return { module: name, instruction: null, waitsFor: 'an instruction from fetch' }
  if (name !== 'compute') return undefined
  return { module: name, instruction: null, waitsFor: 'FINISH, which the program does not have' }
}

function missingTokens({ words, ...machine }: Standstill, name: ModuleName): string {
  const module = machine[name]
  const { prev, next } = neighbours[name]
  const missing = [module.missesPrev(words) ? prev : null, module.missesNext(words) ? next : null]
  return missing
    .filter((producer) => producer !== null)
    .map((producer) => `a token from ${producer}`)
    .join(' and ')
}
