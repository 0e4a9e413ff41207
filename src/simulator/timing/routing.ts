import { memoryId } from '../../hardware/hardware.js'
import { aluOpAt, aluOps, memoryAt, opcode, opcodeAt } from '../../isa/fields.js'

/** Who executes an instruction (timing.md 3); `unknown` blocks fetch for ever. */
export const unit = { load: 0, compute: 1, store: 2, unknown: 3 } as const
export type Unit = (typeof unit)[keyof typeof unit]

/** The module of the instruction whose first word is `words[at]`. */
export function unitOf(words: Uint32Array, at: number): Unit {
  switch (opcodeAt(words, at)) {
    case opcode.load:
      return unitOfLoad(memoryAt(words, at))
    case opcode.store:
      return unit.store
    case opcode.gemm:
    case opcode.finish:
      return unit.compute
    case opcode.alu:
      return aluOpAt(words, at) < aluOps.length ? unit.compute : unit.unknown
    default:
      return unit.unknown
  }
}

function unitOfLoad(memory: number): Unit {
  switch (memory) {
    case memoryId.wgt:
    case memoryId.inp:
      return unit.load
    case memoryId.uop:
    case memoryId.acc:
      return unit.compute
    default:
      return unit.unknown
  }
}
