import { layOut, nextPage } from '../../src/compiler/layout.js'
import { memoryId, type Hardware } from '../../src/hardware/hardware.js'
import { encode, type Instruction, type Tokens } from '../../src/isa/instruction.js'
import { encodeMicroOp, type MicroOp } from '../../src/isa/micro-op.js'
import { instructionBytes, wordsPerInstruction, type Program } from '../../src/isa/program.js'
import { judgeEffects, judgeOutput, judgeTiming } from '../../src/measure/judge.js'
import { loadOperands } from '../../src/measure/loaded.js'
import { testData, type TestData } from '../../src/measure/test-data.js'
import { simulate } from '../../src/simulator/simulate.js'
import { randomOperands } from '../../src/workload/operands.js'
import { packedShape } from '../../src/workload/packing.js'
import type { Workload } from '../../src/workload/workload.js'

/** Programs written by hand, without the compiler: what they need to say, and to be checked. */

export type Token = 'popPrev' | 'popNext' | 'pushPrev' | 'pushNext'

const tokensOf = (names: readonly Token[]): Tokens => ({
  popPrev: names.includes('popPrev'),
  popNext: names.includes('popNext'),
  pushPrev: names.includes('pushPrev'),
  pushNext: names.includes('pushNext'),
})

interface Move {
  readonly at?: number
  readonly from?: number
  readonly y?: number
  readonly x: number
  readonly stride?: number
  /** Rows of zeros above. */
  readonly top?: number
  /** Zeros left of each row. */
  readonly left?: number
}

const moved = (
  memory: keyof typeof memoryId,
  { at = 0, from = 0, y = 1, x, stride = x, top = 0, left = 0 }: Move,
) => ({
  memory: memoryId[memory],
  scratchpadIndex: at,
  dramIndex: from,
  unused: 0,
  ySize: y,
  xSize: x,
  xStride: stride,
  yPadTop: top,
  yPadBottom: 0,
  xPadLeft: left,
  xPadRight: 0,
})

export const load = (memory: 'uop' | 'inp' | 'wgt' | 'acc', move: Move, ...tokens: Token[]): Instruction => ({
  kind: 'load',
  tokens: tokensOf(tokens),
  fields: moved(memory, move),
})

export const store = (move: Move, ...tokens: Token[]): Instruction => ({
  kind: 'store',
  tokens: tokensOf(tokens),
  fields: moved('out', move),
})

interface Loops {
  readonly uop?: readonly [from: number, to: number]
  readonly outer?: number
  readonly inner?: number
  readonly dst?: readonly [outer: number, inner: number]
  readonly src?: readonly [outer: number, inner: number]
  readonly wgt?: readonly [outer: number, inner: number]
}

const looped = ({ uop = [0, 1], outer = 1, inner = 1, dst = [0, 0], src = [0, 0] }: Loops) => ({
  uopBegin: uop[0],
  uopEnd: uop[1],
  loopOut: outer,
  loopIn: inner,
  unused: 0,
  dstOut: dst[0],
  dstIn: dst[1],
  srcOut: src[0],
  srcIn: src[1],
})

export const gemm = (loops: Loops, ...tokens: Token[]): Instruction => {
  const [wgtOut, wgtIn] = loops.wgt ?? [0, 0]
  return { kind: 'gemm', tokens: tokensOf(tokens), fields: { ...looped(loops), reset: 0, wgtOut, wgtIn } }
}

export const reset = (loops: Loops, ...tokens: Token[]): Instruction => ({
  kind: 'gemm',
  tokens: tokensOf(tokens),
  fields: { ...looped(loops), reset: 1, wgtOut: 0, wgtIn: 0 },
})

const aluOps = { min: 0, max: 1, shr: 3 } as const

export const alu = (
  op: keyof typeof aluOps,
  immediate: number,
  loops: Loops,
  ...tokens: Token[]
): Instruction => ({
  kind: 'alu',
  tokens: tokensOf(tokens),
  fields: { ...looped(loops), reset: 0, op: aluOps[op], useImmediate: 1, immediate },
})

export const finish = (...tokens: Token[]): Instruction => ({
  kind: 'finish',
  tokens: tokensOf(tokens),
  fields: { rest0: 0, rest1: 0, rest2: 0, rest3: 0 },
})

/** DRAM indices of what a program moves. */
export interface Places {
  readonly a: number
  readonly b: number
  readonly c: number
  /** Micro-ops, followed by zeros. */
  readonly uop: number
  /** A vector of int32 zeros. */
  readonly zeros: number
}

/** Bytes behind the micro-ops that stay zero. */
const zeroBytes = 8192

interface Writing {
  readonly microOps: readonly MicroOp[]
  /** Micro-ops from the first to the end of a window of the longest burst: a load of more takes two bursts. */
  readonly before: number
  readonly write: (places: Places) => readonly Instruction[]
}

/** Where programs made by hand for a workload are put together and judged. */
export class HandBench {
  private readonly data: TestData

  constructor(
    private readonly workload: Workload,
    private readonly hardware: Hardware,
  ) {
    this.data = testData(workload, hardware, randomOperands(workload, 1))
  }

  program({ microOps, before, write }: Writing): Program {
    const { hardware } = this
    const { a, b, c, end } = layOut(this.workload, hardware)
    const { inp, wgt, out, acc, uop } = hardware.elementBytes
    const words = Uint32Array.from(microOps, encodeMicroOp)
    const address = nextPage(end + before * uop) - before * uop
    const zeros = nextPage(address + words.byteLength)
    const instructionAddress = nextPage(zeros + zeroBytes)
    const list = write({
      a: a.address / inp,
      b: b.address / wgt,
      c: c.address / out,
      uop: address / uop,
      zeros: zeros / acc,
    })
    const instructions = new Uint32Array(list.length * wordsPerInstruction)
    list.forEach((instruction, i) => encode(instruction, instructions, i * wordsPerInstruction))
    const program = {
      instructions,
      instructionAddress,
      dramBytes: nextPage(instructionAddress + list.length * instructionBytes),
      segments: [{ address, bytes: new Uint8Array(words.buffer) }],
      output: c,
      operands: { a, b, bias: null },
    }
    return loadOperands(program, this.data.packed)
  }

  /** Cycles of a program that is right on scratchpads full of rubbish; what is wrong with it otherwise. */
  judge(program: Program): number | string {
    const { timing, effects, output, cycles } = simulate(program, this.hardware, {
      scratchpads: { rubbish: 7 },
    })
    const judgements = [
      judgeTiming(timing),
      judgeEffects(effects),
      judgeOutput(output, this.data.expected, packedShape(this.workload, this.hardware)),
    ]
    return judgements.find(({ status }) => status !== 'ok')?.detail ?? cycles
  }
}
