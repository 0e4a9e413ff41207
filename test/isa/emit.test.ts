import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as emit from '../../src/isa/emit.js'
import { fieldLimit, gemmFields, transferFields } from '../../src/isa/fields.js'
import { decode, type Tokens } from '../../src/isa/instruction.js'

const tokenBits = fc.nat(15)
const limits = { ...transferFields, ...gemmFields }
const field = (name: keyof typeof limits): fc.Arbitrary<number> => fc.nat(fieldLimit(limits[name]))

const tokensOf = (bits: number): Tokens => ({
  popPrev: (bits & emit.token.popPrev) !== 0,
  popNext: (bits & emit.token.popNext) !== 0,
  pushPrev: (bits & emit.token.pushPrev) !== 0,
  pushNext: (bits & emit.token.pushNext) !== 0,
})

/** Words of an instruction that another one lay in before. */
const used = (): Uint32Array => new Uint32Array(8).fill(0xffffffff)

const block = fc.record({
  scratchpadIndex: field('scratchpadIndex'),
  dramIndex: field('dramIndex'),
  ySize: field('ySize'),
  xSize: field('xSize'),
  xStride: field('xStride'),
})
const pads = fc.record({
  yPadTop: fc.nat(15),
  yPadBottom: fc.nat(15),
  xPadLeft: fc.nat(15),
  xPadRight: fc.nat(15),
})
const noPads = { yPadTop: 0, yPadBottom: 0, xPadLeft: 0, xPadRight: 0 }
const loops = fc.record({
  uopBegin: field('uopBegin'),
  uopEnd: field('uopEnd'),
  loopOut: field('loopOut'),
  loopIn: field('loopIn'),
})
const factors = fc.record({
  dstOut: field('dstOut'),
  dstIn: field('dstIn'),
  srcOut: field('srcOut'),
  srcIn: field('srcIn'),
})

describe('encoders for hot code write what decodes to their arguments', () => {
  it('loads, with and without pads', () => {
    fc.assert(
      fc.property(tokenBits, fc.nat(7), block, fc.option(pads), (bits, memory, b, p) => {
        const w = used()
        emit.emitLoad(w, 4, bits, memory, b.scratchpadIndex, b.dramIndex, b.ySize, b.xSize, b.xStride)
        if (p) emit.emitPads(w, 4, p.yPadTop, p.yPadBottom, p.xPadLeft, p.xPadRight)
        const fields = { memory, unused: 0, ...b, ...(p ?? noPads) }
        expect(decode(w, 4)).toEqual({ kind: 'load', tokens: tokensOf(bits), fields })
      }),
    )
  })

  it('stores', () => {
    fc.assert(
      fc.property(tokenBits, block, (bits, b) => {
        const w = used()
        emit.emitStore(w, 0, bits, b.scratchpadIndex, b.dramIndex, b.ySize, b.xSize, b.xStride)
        const fields = { memory: 4, unused: 0, ...b, ...noPads }
        expect(decode(w, 0)).toEqual({ kind: 'store', tokens: tokensOf(bits), fields })
      }),
    )
  })

  it('GEMM', () => {
    fc.assert(
      fc.property(
        tokenBits,
        fc.nat(1),
        loops,
        factors,
        fc.nat(1023),
        fc.nat(1023),
        (bits, reset, l, x, wo, wi) => {
          const w = used()
          emit.emitGemm(w, 4, bits, reset, l.uopBegin, l.uopEnd, l.loopOut, l.loopIn)
          emit.emitFactors(w, 4, x.dstOut, x.dstIn, x.srcOut, x.srcIn, wo, wi)
          const fields = { reset, unused: 0, ...l, ...x, wgtOut: wo, wgtIn: wi }
          expect(decode(w, 4)).toEqual({ kind: 'gemm', tokens: tokensOf(bits), fields })
        },
      ),
    )
  })

  it('ALU', () => {
    const immediate = fc.integer({ min: -32768, max: 32767 })
    fc.assert(
      fc.property(
        tokenBits,
        fc.nat(7),
        fc.nat(1),
        immediate,
        loops,
        factors,
        (bits, op, useImmediate, imm, l, x) => {
          const w = used()
          emit.emitAlu(w, 4, bits, op, useImmediate, imm, l.uopBegin, l.uopEnd, l.loopOut, l.loopIn)
          emit.emitFactors(w, 4, x.dstOut, x.dstIn, x.srcOut, x.srcIn, 0, 0)
          const fields = { reset: 0, unused: 0, ...l, ...x, op, useImmediate, immediate: imm }
          expect(decode(w, 4)).toEqual({ kind: 'alu', tokens: tokensOf(bits), fields })
        },
      ),
    )
  })

  it('FINISH', () => {
    const w = used()
    emit.emitFinish(w, 4, emit.token.popNext)
    const rest = { rest0: 0, rest1: 0, rest2: 0, rest3: 0 }
    expect(decode(w, 4)).toEqual({ kind: 'finish', tokens: tokensOf(emit.token.popNext), fields: rest })
  })
})
