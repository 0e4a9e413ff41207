import { opcode } from '../../src/isa/fields.js'
import { encode } from '../../src/isa/instruction.js'
import { wordsPerInstruction } from '../../src/isa/program.js'
import { load } from './hand-made.js'

const isOfCompute = (word: number): boolean => {
  const code = word & 7
  return code === opcode.gemm || code === opcode.alu
}

/** Where a LOAD of micro-ops without use goes: behind all that programs load, in the scratchpad and in DRAM. */
const scratchpadIndex = 2000
const dramIndex = 500
/** Six beats in a burst and one in another: what bridges a gap entirely. */
const bridgingMicroOps = 14

/** The program with a LOAD of micro-ops before chosen GEMMs and ALUs: its bursts bridge gaps between other loads. */
export function bridged(instructions: Uint32Array, isChosen: (computing: number) => boolean): Uint32Array {
  const words: number[] = []
  const bridge = new Uint32Array(wordsPerInstruction)
  encode(load('uop', { at: scratchpadIndex, from: dramIndex, x: bridgingMicroOps }), bridge, 0)
  let computing = 0
  for (let at = 0; at < instructions.length; at += wordsPerInstruction) {
    if (isOfCompute(instructions[at]) && isChosen(computing++)) words.push(...bridge)
    words.push(...instructions.subarray(at, at + wordsPerInstruction))
  }
  return Uint32Array.from(words)
}
