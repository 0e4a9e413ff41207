import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBundle } from '../../src/isa/bundle.js'
import { decode, encode, EncodingError, type Instruction } from '../../src/isa/instruction.js'
import { decodeMicroOp, encodeMicroOp } from '../../src/isa/micro-op.js'
import { wordsPerInstruction } from '../../src/isa/program.js'
import { goldenFiles, goldenFolders } from './golden.js'

const words = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => new Uint32Array(b.slice().buffer))

function encoded(instruction: Instruction): Uint32Array {
  const out = new Uint32Array(wordsPerInstruction)
  encode(instruction, out, 0)
  return out
}

const tokens = { popPrev: false, popNext: true, pushPrev: false, pushNext: true }
const load: Instruction = {
  kind: 'load',
  tokens,
  fields: {
    memory: 2,
    scratchpadIndex: 5,
    dramIndex: 0xfedcba98,
    unused: 0,
    ySize: 3,
    xSize: 4,
    xStride: 8,
    yPadTop: 1,
    yPadBottom: 2,
    xPadLeft: 3,
    xPadRight: 4,
  },
}
const alu: Instruction = {
  kind: 'alu',
  tokens,
  fields: {
    reset: 0,
    uopBegin: 1,
    uopEnd: 2,
    loopOut: 3,
    loopIn: 4,
    unused: 0,
    dstOut: 5,
    dstIn: 6,
    srcOut: 7,
    srcIn: 8,
    op: 3,
    useImmediate: 1,
    immediate: -3,
  },
}

describe('instruction records', () => {
  it.each(goldenFolders)('every instruction of %s is the same after decoding and encoding', (folder) => {
    for (const { name, bytes } of goldenFiles(folder)) {
      const { instructions } = readBundle(bytes, name).program
      const again = new Uint32Array(instructions.length).fill(0xffffffff)
      for (let at = 0; at < instructions.length; at += wordsPerInstruction)
        encode(decode(instructions, at), again, at)
      expect(Buffer.from(again.buffer).equals(Buffer.from(instructions.buffer)), name).toBe(true)
    }
  })

  it('any 128 bits are the same after decoding and encoding', () => {
    fc.assert(
      fc.property(words, (bits) => {
        expect(encoded(decode(bits, 0))).toEqual(bits)
      }),
    )
  })

  it('lie in the word as isa.md says', () => {
    expect([...encoded(load)].map((word) => word.toString(16))).toEqual([
      '60001550',
      '3fb72ea',
      '40003',
      '43210008',
    ])
    expect([...encoded(alu)].map((word) => word.toString(16))).toEqual([
      '400154',
      '80018',
      '1c03005',
      'fffdb010',
    ])
  })

  it('decode to the records they were encoded from', () => {
    expect(decode(encoded(load), 0)).toEqual(load)
    expect(decode(encoded(alu), 0)).toEqual(alu)
  })

  it('a field out of range is an error that names it', () => {
    const wide: Instruction = { kind: 'load', tokens, fields: { ...load.fields, yPadTop: 16 } }
    expect(() => encoded(wide)).toThrow(new EncodingError('load', 'yPadTop', 16, 0, 15))
    const deep: Instruction = { kind: 'alu', tokens, fields: { ...alu.fields, immediate: 32768 } }
    expect(() => encoded(deep)).toThrow('alu immediate: 32768, but -32768 to 32767')
    const half: Instruction = { kind: 'store', tokens, fields: { ...load.fields, xSize: 1.5 } }
    expect(() => encoded(half)).toThrow('store xSize: 1.5, but 0 to 65535')
  })
})

describe('micro-ops', () => {
  it('are the same after decoding and encoding', () => {
    fc.assert(fc.property(fc.nat(0xffffffff), (word) => encodeMicroOp(decodeMicroOp(word)) === word))
  })

  it('an index out of range is an error that names it', () => {
    expect(() => encodeMicroOp({ dst: 0, src: 2048, wgt: 0 })).toThrow('micro-op src: 2048, but 0 to 2047')
    expect(() => encodeMicroOp({ dst: 0, src: 0, wgt: -1 })).toThrow('micro-op wgt: -1, but 0 to 1023')
  })
})
