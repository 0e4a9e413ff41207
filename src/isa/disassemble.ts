import { type Hardware, type Scratchpad, scratchpads } from '../hardware/hardware.js'
import { aluOps } from './fields.js'
import { type Alu, decode, type Gemm, type Instruction, type Loops, type Tokens } from './instruction.js'
import { LoadedMicroOps } from './micro-ops-loaded.js'
import { isNoOp, moduleIndex, moduleOf } from './module-of.js'
import { describeMicroOps } from './micro-op-runs.js'
import { type Program, wordsPerInstruction } from './program.js'
import { loadBlock, rowAddress, storeBlock, type TransferBlock } from './transfer.js'

const modules = ['load', 'compute', 'store'] as const
const hex = (address: number): string => `0x${address.toString(16)}`
const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
const rounds = (count: number): number => count || 16384

/** Tokens by the neighbour they come from and go to; flags without a neighbour do nothing (timing.md 3). */
function describeTokens(tokens: Tokens, module: number): string[] {
  const previous = modules[module - 1] ?? 'nobody'
  const next = modules[module + 1] ?? 'nobody'
  return [
    tokens.popPrev ? `pop ${previous}` : '',
    tokens.popNext ? `pop ${next}` : '',
    tokens.pushPrev ? `push ${previous}` : '',
    tokens.pushNext ? `push ${next}` : '',
  ].filter((text) => text !== '')
}

function describeBlock(
  block: TransferBlock,
  memory: Scratchpad,
  to: 'from' | 'to',
  elementBytes: number,
): string {
  const range = `${memory}[${block.first}, ${block.first + block.elements})`
  const address = hex(rowAddress(block, 0, elementBytes))
  const stride = block.rows > 1 ? `, stride ${block.stride}` : ''
  return `${range} ${to} ${address}, ${plural(block.rows, 'row')} of ${block.columns}${stride}`
}

function describePads(instruction: Instruction): string[] {
  if (instruction.kind !== 'load') return []
  const { yPadTop, yPadBottom, xPadLeft, xPadRight } = instruction.fields
  if (yPadTop + yPadBottom + xPadLeft + xPadRight === 0) return []
  return [`pads top ${yPadTop} bottom ${yPadBottom} left ${xPadLeft} right ${xPadRight}`]
}

const factors = (name: string, out: number, inner: number): string[] =>
  out + inner === 0 ? [] : [`${name} +${out} +${inner}`]

const describeLoops = (l: Loops): string[] => [
  `${rounds(l.loopOut)} x ${rounds(l.loopIn)} rounds of uop[${l.uopBegin}, ${l.uopEnd})`,
  ...factors('dst', l.dstOut, l.dstIn),
  ...factors('src', l.srcOut, l.srcIn),
]

const describeGemm = (fields: Gemm): string[] => [
  fields.reset ? 'gemm reset' : 'gemm',
  ...describeLoops(fields),
  ...factors('wgt', fields.wgtOut, fields.wgtIn),
]

const describeAlu = (fields: Alu): string[] => [
  `alu ${aluOps[fields.op]}${fields.useImmediate ? ` ${fields.immediate}` : ''}`,
  ...describeLoops(fields),
]

function describe(instruction: Instruction, words: Uint32Array, at: number, hardware: Hardware): string[] {
  const module = moduleOf(words, at)
  if (module === moduleIndex.nowhere) {
    return ['unknown', [...words.subarray(at, at + wordsPerInstruction)].map(hex).join(' ')]
  }
  if (isNoOp(words, at)) return [`no-op in ${modules[module]}`]
  const { elementBytes } = hardware
  switch (instruction.kind) {
    case 'load': {
      const memory = scratchpads[instruction.fields.memory]
      const block = describeBlock(loadBlock(words, at), memory, 'from', elementBytes[memory])
      return ['load', block, ...describePads(instruction)]
    }
    case 'store':
      return ['store', describeBlock(storeBlock(words, at), 'out', 'to', elementBytes.out)]
    case 'gemm':
      return describeGemm(instruction.fields)
    case 'alu':
      return describeAlu(instruction.fields)
    case 'finish':
    case 'unknown':
      return [instruction.kind]
  }
}

/** "name  detail, detail; tokens" */
function line([name, ...details]: string[], tokens: string[]): string {
  const body = details.length === 0 ? name : `${name.padEnd(10)}  ${details.join(', ')}`
  return [body, ...tokens].join('; ')
}

/** Runs of micro-ops, each micro-op of the scratchpad once; an end at or before the begin wraps (timing.md 4). */
function microOpLines(instruction: Instruction, microOps: LoadedMicroOps): string[] {
  if (instruction.kind !== 'gemm' && instruction.kind !== 'alu') return []
  const { uopBegin, uopEnd } = instruction.fields
  const run = Math.min(((uopEnd - uopBegin - 1) & 0x3fff) + 1, microOps.words.length)
  const withWgt = instruction.kind === 'gemm' && instruction.fields.reset === 0
  return describeMicroOps(microOps.words, uopBegin, uopBegin + run, withWgt).map((text) => `        ${text}`)
}

/**
 * A program as text: one line an instruction with its index, sizes in elements, byte addresses in hex and tokens by
 * neighbour, and under each GEMM and ALU the micro-ops it runs over.
 */
export function disassemble(program: Program, hardware: Hardware): string {
  const { instructions: words, output } = program
  const microOps = new LoadedMicroOps(hardware)
  const lines = [
    `${plural(words.length / wordsPerInstruction, 'instruction')} at ${hex(program.instructionAddress)}, ` +
      `output ${output.bytes} bytes at ${hex(output.address)}, DRAM ${program.dramBytes} bytes`,
  ]
  for (let at = 0; at < words.length; at += wordsPerInstruction) {
    const instruction = decode(words, at)
    const loadsMicroOps = instruction.kind === 'load' && instruction.fields.memory === 0 && !isNoOp(words, at)
    if (loadsMicroOps) microOps.load(program, at)
    const index = `${at / wordsPerInstruction}`.padStart(5)
    const tokens = describeTokens(instruction.tokens, moduleOf(words, at))
    lines.push(`${index} ${line(describe(instruction, words, at, hardware), tokens)}`)
    lines.push(...microOpLines(instruction, microOps))
  }
  return lines.join('\n') + '\n'
}
