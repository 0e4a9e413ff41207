import * as fc from 'fast-check'
import { opcode } from '../../../src/isa/fields.js'
import { wordsPerInstruction } from '../../../src/isa/program.js'
import * as asm from './assemble.js'
import { anyProgram } from './programs.js'

const { flag } = asm
const upTo = (max: number, min = 0) => fc.integer({ min, max })

/** No FINISH, and nothing that takes hundreds of thousands of bursts when it is repeated. */
const isShort = ([w0, , w2]: asm.Words): boolean => (w0 & 7) !== opcode.finish && (w2 & 0xffff) <= 1000

/** A program's short instructions, at most so many. */
const part = (most: number): fc.Arbitrary<asm.Words[]> =>
  anyProgram.map((words) => {
    const all = Array.from({ length: words.length / wordsPerInstruction }, (_, i) => [
      ...words.subarray(i * wordsPerInstruction, (i + 1) * wordsPerInstruction),
    ])
    return all.filter(isShort).slice(0, most)
  })

const tokens = 15 << 3
const withoutTokens = (body: readonly asm.Words[]): asm.Words[] =>
  body.map(([word, ...rest]) => [word & ~tokens, ...rest])

const anyTransfer = fc.record({
  dramIndex: upTo(500),
  xSize: fc.oneof(upTo(20, 1), upTo(200, 1)),
  ySize: upTo(5, 1),
  xStride: upTo(200),
})
const anyLoops = fc.record({ uopEnd: upTo(6, 1), loopOut: upTo(8, 1), loopIn: upTo(8, 1) })

/** One tile: loads, a product, a pass, a store, in step by tokens as compilers put them; some no-ops before. */
const anyTile: fc.Arbitrary<asm.Words[]> = fc
  .tuple(anyTransfer, anyTransfer, anyLoops, anyLoops, anyTransfer, upTo(9), upTo(1))
  .map(([inp, wgt, product, pass, out, slack, useImmediate]) =>
    Array.from({ length: slack }, () => asm.computeNoOp()).concat([
      asm.load('inp', inp, flag.popNext),
      asm.load('wgt', wgt, flag.pushNext),
      asm.gemm(product, flag.popPrev | flag.pushPrev),
      asm.alu({ ...pass, op: 2, useImmediate }, flag.popNext | flag.pushNext),
      asm.store(out, flag.popPrev | flag.pushPrev),
    ]),
  )

const inStep = fc
  .tuple(upTo(3, 1), fc.array(anyTile, { minLength: 1, maxLength: 4 }))
  .map(([ahead, tiles]) => ({
    // Tokens that let load and compute go ahead.
    before: Array.from({ length: ahead }, () => [
      asm.computeNoOp(flag.pushPrev),
      asm.storeNoOp(flag.pushPrev),
    ]).flat(),
    body: tiles.flat(),
  }))
const anyhow = fc
  .tuple(part(10), part(20), fc.boolean())
  .map(([before, body, keep]) => ({ before, body: keep ? body : withoutTokens(body) }))

/** The same `times` over, each time `step` elements further on in DRAM. */
function repeated(body: readonly asm.Words[], times: number, step: number): asm.Words[] {
  const all: asm.Words[] = []
  for (let time = 0; time < times; time++) {
    for (const words of body) all.push(step > 0 ? movedOn(words, step * time) : words)
  }
  return all
}

function movedOn(words: asm.Words, elements: number): asm.Words {
  const [w0, w1, w2, w3] = words
  if ((w0 & 7) > opcode.store) return words
  const index = ((w0 >>> 26) | (w1 << 6)) + elements
  return [((w0 & 0x3ffffff) | (index << 26)) >>> 0, (index >>> 6) & 0x3ffffff, w2, w3]
}

/** Programs in which something is done many times over, with other things before and after it. */
export const anyRepeating: fc.Arbitrary<Uint32Array> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: inStep }, { weight: 1, arbitrary: anyhow }),
    upTo(600, 2),
    fc.constantFrom(0, 1, 8, 128, 4096),
    part(10),
    upTo(2, 1),
  )
  .map(([{ before, body }, times, step, after, rounds]) => {
    const round = [...repeated(body, Math.min(times, Math.ceil(6000 / (body.length + 1))), step), ...after]
    return asm.program([...before, ...Array.from({ length: rounds }, () => round).flat(), asm.finish()])
  })
