import type { Hardware } from '../../hardware/hardware.js'
import { memoryId } from '../../hardware/hardware.js'
import { dramIndexAt, memoryAt, opcode, opcodeAt, xSizeAt, xStrideAt, ySizeAt } from '../../isa/fields.js'
import { wordsPerInstruction } from '../../isa/program.js'
import type { Fault } from '../result.js'

/** Bytes of an element of the LOAD or STORE at `words[at]`. */
function elementBytesOf(words: Uint32Array, at: number, { elementBytes }: Hardware): number {
  if (opcodeAt(words, at) === opcode.store) return elementBytes.out
  switch (memoryAt(words, at)) {
    case memoryId.uop:
      return elementBytes.uop
    case memoryId.wgt:
      return elementBytes.wgt
    case memoryId.inp:
      return elementBytes.inp
    default:
      return elementBytes.acc
  }
}

/** What is wrong with a LOAD or STORE that left a DRAM of `dramBytes` (assembly/timing/dram.ts). */
export function strayFault(
  words: Uint32Array,
  instruction: number,
  dramBytes: number,
  hardware: Hardware,
): Fault {
  const at = instruction * wordsPerInstruction
  const bytes = elementBytesOf(words, at, hardware)
  const rows = ySizeAt(words, at)
  const firstRow = (Math.imul(dramIndexAt(words, at), bytes) >>> 0) + xSizeAt(words, at) * bytes
  // Only the first row of a LOAD is held against the limit.
  const further =
    opcodeAt(words, at) === opcode.store ? ((rows || 65536) - 1) * xStrideAt(words, at) * bytes : 0
  const described = `${rows} rows of ${xSizeAt(words, at)} elements of ${bytes} bytes`
  return {
    instruction,
    field: 'DRAM index',
    value: dramIndexAt(words, at),
    limit: `${dramBytes} bytes of DRAM: ${described} from there end at byte ${firstRow + further}`,
  }
}
