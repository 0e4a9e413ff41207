import { memoryId } from '../../hardware/hardware.js'
import { emitAlu, emitFactors, emitFinish, emitGemm, emitLoad, emitStore } from '../../isa/emit.js'
import { wordsPerInstruction } from '../../isa/program.js'
import { noImm, StepKind, type Steps } from '../steps.js'

/** Pass 10: the steps as instruction words. */
export function emit(steps: Steps): Uint32Array {
  const words = new Uint32Array(steps.count * wordsPerInstruction)
  for (let step = 0; step < steps.count; step++) encodeStep(steps, step, words, step * wordsPerInstruction)
  return words
}

function encodeStep(steps: Steps, step: number, words: Uint32Array, at: number): void {
  switch (steps.kind[step]) {
    case StepKind.loadUop:
      return load(steps, step, words, at, memoryId.uop)
    case StepKind.loadWgt:
      return load(steps, step, words, at, memoryId.wgt)
    case StepKind.loadInp:
      return load(steps, step, words, at, memoryId.inp)
    case StepKind.loadAcc:
      return load(steps, step, words, at, memoryId.acc)
    case StepKind.store:
      return store(steps, step, words, at)
    case StepKind.reset:
      return gemm(steps, step, words, at, 1)
    case StepKind.gemm:
      return gemm(steps, step, words, at, 0)
    case StepKind.alu:
      return alu(steps, step, words, at)
    case StepKind.finish:
      return emitFinish(words, at, steps.tokens[step])
  }
}

function load(s: Steps, i: number, words: Uint32Array, at: number, memory: number): void {
  emitLoad(words, at, s.tokens[i], memory, s.sram[i], s.dram[i], s.rows[i], s.columns[i], s.stride[i])
}

function store(s: Steps, i: number, words: Uint32Array, at: number): void {
  emitStore(words, at, s.tokens[i], s.sram[i], s.dram[i], s.rows[i], s.columns[i], s.stride[i])
}

function gemm(s: Steps, i: number, words: Uint32Array, at: number, reset: number): void {
  emitGemm(words, at, s.tokens[i], reset, s.uop[i], s.uop[i] + s.uops[i], s.outer[i], s.inner[i])
  factors(s, i, words, at)
}

function alu(s: Steps, i: number, words: Uint32Array, at: number): void {
  const immediate = s.imm[i] === noImm ? 0 : s.imm[i]
  const form = s.imm[i] === noImm ? 0 : 1
  emitAlu(
    words,
    at,
    s.tokens[i],
    s.op[i],
    form,
    immediate,
    s.uop[i],
    s.uop[i] + s.uops[i],
    s.outer[i],
    s.inner[i],
  )
  factors(s, i, words, at)
}

function factors(s: Steps, i: number, words: Uint32Array, at: number): void {
  emitFactors(
    words,
    at,
    s.dstOuter[i],
    s.dstInner[i],
    s.srcOuter[i],
    s.srcInner[i],
    s.wgtOuter[i],
    s.wgtInner[i],
  )
}
