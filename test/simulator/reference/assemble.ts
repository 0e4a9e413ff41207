import {
  aluFields,
  gemmFields,
  headFields,
  opcode,
  transferFields,
  writeField,
} from '../../../src/isa/fields.js'
import { wordsPerInstruction } from '../../../src/isa/program.js'

/** An instruction's four words. */
export type Words = readonly number[]

type Values<Table> = Partial<Record<keyof Table, number>>

/** An instruction by its opcode, token flags (bit 0 pop_prev to bit 3 push_next) and fields; what is not given is 0. */
export function encode<Table extends Record<string, readonly [number, number]>>(
  code: number,
  flags: number,
  table: Table,
  values: Values<Table>,
): Words {
  const words = new Uint32Array(wordsPerInstruction)
  writeField(words, 0, headFields.opcode, code)
  words[0] |= flags << 3
  for (const [name, range] of Object.entries(table)) writeField(words, 0, range, values[name] ?? 0)
  return [...words]
}

export const flag = { popPrev: 1, popNext: 2, pushPrev: 4, pushNext: 8 } as const

type TransferValues = Omit<Values<typeof transferFields>, 'memory'>
const memory = { uop: 0, wgt: 1, inp: 2, acc: 3 } as const

/** LOAD of one row of one element unless said otherwise. */
export const load = (type: keyof typeof memory, values: TransferValues = {}, flags = 0): Words =>
  encode(opcode.load, flags, transferFields, { ySize: 1, xSize: 1, ...values, memory: memory[type] })
export const store = (values: TransferValues = {}, flags = 0): Words =>
  encode(opcode.store, flags, transferFields, { ySize: 1, xSize: 1, ...values })
export const gemm = (values: Values<typeof gemmFields>, flags = 0): Words =>
  encode(opcode.gemm, flags, gemmFields, values)
export const alu = (values: Values<typeof aluFields>, flags = 0): Words =>
  encode(opcode.alu, flags, aluFields, values)

/** A no-op of each module, for its token flags. */
export const loadNoOp = (flags = 0): Words => load('inp', { xSize: 0 }, flags)
export const computeNoOp = (flags = 0): Words => load('uop', { xSize: 0 }, flags)
export const storeNoOp = (flags = 0): Words => store({ xSize: 0 }, flags)

export const finish = (flags = 0): Words => encode(opcode.finish, flags, headFields, {})

export const program = (instructions: readonly Words[]): Uint32Array => Uint32Array.from(instructions.flat())
