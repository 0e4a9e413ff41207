import type { CompiledProgram } from '../../src/compiler/compile.js'
import { memoryId } from '../../src/hardware/hardware.js'
import { decode, encode, type Alu, type Gemm, type Instruction } from '../../src/isa/instruction.js'
import { decodeMicroOp, encodeMicroOp, microOpBytes } from '../../src/isa/micro-op.js'
import { wordsPerInstruction } from '../../src/isa/program.js'

/*
 * Programs that do the same as a compiled one, in steps that no compiler of ours makes: transfers in parts of rows, loops
 * the other way round, products and passes one micro-op, or one instruction, an iteration.
 */

type Computing = Extract<Instruction, { kind: 'gemm' | 'alu' }>
type Transferring = Extract<Instruction, { kind: 'load' | 'store' }>

/** An instruction as several: the first waits for what it waits for, the last says when it has ended. */
const asOne = (parts: readonly Instruction[], { tokens }: Instruction): Instruction[] =>
  parts.map((part, i) => ({
    ...part,
    tokens: {
      popPrev: tokens.popPrev && i === 0,
      popNext: tokens.popNext && i === 0,
      pushPrev: tokens.pushPrev && i === parts.length - 1,
      pushNext: tokens.pushNext && i === parts.length - 1,
    },
  }))

/** A transfer without padding row by row, cut in two where rows are longer than one element. */
function partsOfRows(instruction: Transferring): Instruction[] {
  const { fields } = instruction
  const parts: Instruction[] = []
  for (let row = 0; row < fields.ySize; row++) {
    const half = Math.ceil(fields.xSize / 2)
    for (const [from, xSize] of [
      [0, half],
      [half, fields.xSize - half],
    ]) {
      const scratchpadIndex = fields.scratchpadIndex + row * fields.xSize + from
      const dramIndex = fields.dramIndex + row * fields.xStride + from
      if (xSize === 0) continue
      parts.push({ ...instruction, fields: { ...fields, ySize: 1, xSize, scratchpadIndex, dramIndex } })
    }
  }
  return parts
}

const swapped = <F extends Gemm | Alu>(fields: F): F => ({
  ...fields,
  loopOut: fields.loopIn,
  loopIn: fields.loopOut,
  dstOut: fields.dstIn,
  dstIn: fields.dstOut,
  srcOut: fields.srcIn,
  srcIn: fields.srcOut,
  ...('wgtIn' in fields && { wgtOut: fields.wgtIn, wgtIn: fields.wgtOut }),
})

/** The micro-op of each iteration, in order. */
function iterations({ fields }: Computing, microOps: Uint32Array): number[] {
  const [wgtOut, wgtIn] = 'wgtIn' in fields ? [fields.wgtOut, fields.wgtIn] : [0, 0]
  const words: number[] = []
  for (let o = 0; o < fields.loopOut; o++) {
    for (let i = 0; i < fields.loopIn; i++) {
      for (let u = fields.uopBegin; u < fields.uopEnd; u++) {
        const { dst, src, wgt } = decodeMicroOp(microOps[u])
        words.push(
          encodeMicroOp({
            dst: dst + o * fields.dstOut + i * fields.dstIn,
            src: src + o * fields.srcOut + i * fields.srcIn,
            wgt: wgt + o * wgtOut + i * wgtIn,
          }),
        )
      }
    }
  }
  return words
}

const noLoops = { loopOut: 1, loopIn: 1, dstOut: 0, dstIn: 0, srcOut: 0, srcIn: 0 }

/** How products and passes are done. */
export const ways = ['loops swapped', 'one micro-op an iteration', 'one instruction an iteration'] as const
export type Way = (typeof ways)[number]

/** Rewrites a program that loads its micro-ops at once; null for another. */
export function rewritten(program: CompiledProgram, way: Way): CompiledProgram | null {
  const [segment] = program.segments
  const microOps = [...new Uint32Array(segment.bytes.slice().buffer)]
  const first = segment.address / microOpBytes
  const loaded = Uint32Array.from(microOps)

  const computing = (instruction: Computing): Instruction[] => {
    if (way === 'loops swapped') {
      return [
        instruction.kind === 'gemm'
          ? { ...instruction, fields: swapped(instruction.fields) }
          : { ...instruction, fields: swapped(instruction.fields) },
      ]
    }
    const words = iterations(instruction, loaded)
    const each = way === 'one micro-op an iteration' ? words.length : 1
    const parts: Instruction[] = []
    for (let at = 0; at < words.length; at += each) {
      const run = { ...noLoops, uopBegin: microOps.length, uopEnd: microOps.length + each }
      microOps.push(...words.slice(at, at + each))
      parts.push(
        instruction.kind === 'gemm'
          ? { ...instruction, fields: { ...instruction.fields, ...run, wgtOut: 0, wgtIn: 0 } }
          : { ...instruction, fields: { ...instruction.fields, ...run } },
      )
    }
    return parts
  }

  const instructions: Instruction[] = []
  let loads = 0
  for (let at = 0; at < program.instructions.length; at += wordsPerInstruction) {
    const instruction = decode(program.instructions, at)
    const { kind } = instruction
    if (kind === 'load' && instruction.fields.memory === memoryId.uop && instruction.fields.xSize > 0) {
      loads++
      instructions.push(instruction)
    } else if ((kind === 'load' || kind === 'store') && instruction.fields.xSize > 0) {
      instructions.push(...asOne(partsOfRows(instruction), instruction))
    } else if (kind === 'gemm' || kind === 'alu') {
      instructions.push(...asOne(computing(instruction), instruction))
    } else {
      instructions.push(instruction)
    }
  }
  if (loads !== 1 || microOps.length > 2048) return null
  const words = new Uint32Array(instructions.length * wordsPerInstruction)
  for (const [i, instruction] of instructions.entries()) {
    const isMicroOps = instruction.kind === 'load' && instruction.fields.memory === memoryId.uop
    encode(
      isMicroOps && instruction.fields.xSize > 0
        ? { ...instruction, fields: { ...instruction.fields, xSize: microOps.length, dramIndex: first } }
        : instruction,
      words,
      i * wordsPerInstruction,
    )
  }
  const bytes = new Uint8Array(Uint32Array.from(microOps).buffer)
  return { ...program, instructions: words, segments: [{ ...segment, bytes }] }
}
