import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as f from '../../src/isa/fields.js'

const words = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => new Uint32Array(b.slice().buffer))
const signed16 = (value: number): number => (value << 16) >> 16

/** Each accessor for hot code, and what the table says of the same field. */
const accessors: [string, (w: Uint32Array, at: number) => number, f.BitRange][] = [
  ['opcode', f.opcodeAt, f.headFields.opcode],
  ['popPrev', f.popPrevAt, f.headFields.popPrev],
  ['popNext', f.popNextAt, f.headFields.popNext],
  ['pushPrev', f.pushPrevAt, f.headFields.pushPrev],
  ['pushNext', f.pushNextAt, f.headFields.pushNext],
  ['memory', f.memoryAt, f.transferFields.memory],
  ['scratchpadIndex', f.scratchpadIndexAt, f.transferFields.scratchpadIndex],
  ['dramIndex', f.dramIndexAt, f.transferFields.dramIndex],
  ['ySize', f.ySizeAt, f.transferFields.ySize],
  ['xSize', f.xSizeAt, f.transferFields.xSize],
  ['xStride', f.xStrideAt, f.transferFields.xStride],
  ['yPadTop', f.yPadTopAt, f.transferFields.yPadTop],
  ['yPadBottom', f.yPadBottomAt, f.transferFields.yPadBottom],
  ['xPadLeft', f.xPadLeftAt, f.transferFields.xPadLeft],
  ['xPadRight', f.xPadRightAt, f.transferFields.xPadRight],
  ['reset', f.resetAt, f.gemmFields.reset],
  ['uopBegin', f.uopBeginAt, f.gemmFields.uopBegin],
  ['uopEnd', f.uopEndAt, f.gemmFields.uopEnd],
  ['loopOut', f.loopOutAt, f.gemmFields.loopOut],
  ['loopIn', f.loopInAt, f.gemmFields.loopIn],
  ['dstOut', f.dstOutAt, f.gemmFields.dstOut],
  ['dstIn', f.dstInAt, f.gemmFields.dstIn],
  ['srcOut', f.srcOutAt, f.gemmFields.srcOut],
  ['srcIn', f.srcInAt, f.gemmFields.srcIn],
  ['wgtOut', f.wgtOutAt, f.gemmFields.wgtOut],
  ['wgtIn', f.wgtInAt, f.gemmFields.wgtIn],
  ['aluOp', f.aluOpAt, f.aluFields.op],
  ['useImmediate', f.useImmediateAt, f.aluFields.useImmediate],
]

describe('instruction fields', () => {
  it.each(accessors)('%s: the accessor for hot code reads the bits of the table', (_, accessor, range) => {
    fc.assert(fc.property(words, (w) => accessor(w, 0) === f.readField(w, 0, range)))
  })

  it('the immediate is sign-extended', () => {
    fc.assert(
      fc.property(words, (w) => f.immediateAt(w, 0) === signed16(f.readField(w, 0, f.aluFields.immediate))),
    )
  })

  it.each([
    ['transfer', { ...f.headFields, ...f.transferFields }],
    ['gemm', { ...f.headFields, ...f.gemmFields }],
    ['alu', { ...f.headFields, ...f.aluFields }],
  ])('the fields of a %s cover the 128 bits, each once', (_, fields) => {
    const bits = Object.values<f.BitRange>(fields).flatMap(([low, high]) =>
      Array.from({ length: high - low + 1 }, (__, i) => low + i),
    )
    expect(bits.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 128 }, (__, i) => i))
  })

  it('a field reads back as it was written, beside others that keep theirs', () => {
    const field = fc.constantFrom(...Object.values<f.BitRange>(f.gemmFields))
    fc.assert(
      fc.property(words, field, fc.nat(), (w, range, seed) => {
        const value = seed % (f.fieldLimit(range) + 1)
        const bits = (BigInt(f.fieldLimit(range)) << BigInt(range[0])) ^ ((1n << 128n) - 1n)
        const cleared = w.map((word, i) => word & Number((bits >> BigInt(32 * i)) & 0xffffffffn))
        const written = cleared.slice()
        f.writeField(written, 0, range, value)
        expect(f.readField(written, 0, range)).toBe(value)
        f.writeField(cleared, 0, range, f.fieldLimit(range))
        expect(written.map((word, i) => word & ~cleared[i])).toEqual(new Uint32Array(4))
      }),
    )
  })

  it('a count of zero means 16384 rounds', () => {
    const w = new Uint32Array(4)
    expect([f.loopOutRoundsAt(w, 0), f.loopInRoundsAt(w, 0), f.uopRoundsAt(w, 0)]).toEqual([
      16384, 16384, 16384,
    ])
    f.writeField(w, 0, f.gemmFields.uopBegin, 7)
    f.writeField(w, 0, f.gemmFields.uopEnd, 5)
    expect(f.uopRoundsAt(w, 0)).toBe(16382)
  })
})
