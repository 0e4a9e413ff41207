import { beatBytes, type Hardware } from '../../../src/hardware/hardware.js'
import { aluFields, loopFields, opcode, readField } from '../../../src/isa/fields.js'
import { beatsPerElement, field } from './registers.js'

const rounds = (count: number): number => ((count + 16383) % 16384) + 1

/** Cycles that GEMM or ALU are in execution (timing.md 4). */
export function computeLength(words: Uint32Array, i: number): number {
  const loop = (name: keyof typeof loopFields) => readField(words, i * 4, loopFields[name])
  const uops = rounds(loop('uopEnd') - loop('uopBegin') + 16384)
  const n = uops * rounds(loop('loopOut')) * rounds(loop('loopIn'))
  const isAlu = (words[i * 4] & 7) === opcode.alu
  const isTensor = isAlu && readField(words, i * 4, aluFields.useImmediate) === 0
  return (isTensor ? 2 * n : n) + 6
}

/** Cycles that a STORE is in execution, burst by burst (timing.md 8). */
export function storeLength(hardware: Hardware, words: Uint32Array, i: number): number {
  const r = beatsPerElement(hardware, 'out')
  const windowBytes = hardware.burstBeats * beatBytes
  const rows = field(words, i, 'ySize') || (r === 1 ? Infinity : 65536)
  if (rows === Infinity) return Infinity
  let rowAddress = field(words, i, 'dramIndex') * hardware.elementBytes.out
  let cycles = 0
  for (let row = 0; row < rows; row++) {
    let address = rowAddress
    let rest = field(words, i, 'xSize') * r
    while (rest > 0) {
      const beats = Math.min(rest, (windowBytes - (address % windowBytes)) / beatBytes)
      const elements = beats / r
      cycles += r === 1 ? elements + 4 : (r + 1) * elements + 3
      address += beats * beatBytes
      rest = r === 1 ? rest - beats : (rest - beats) % 65536
    }
    rowAddress += field(words, i, 'xStride') * hardware.elementBytes.out
  }
  return cycles
}
