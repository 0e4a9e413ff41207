import type { Hardware } from '../../hardware/hardware.js'
import { memoryId } from '../../hardware/hardware.js'
import * as fields from '../../isa/fields.js'
import { wordsPerInstruction } from '../../isa/program.js'
import type { Fault } from '../result.js'

const { dramIndexAt, memoryAt, opcode, opcodeAt, xSizeAt, xStrideAt, ySizeAt } = fields

/**
 * Whether transfers stay inside a program's DRAM. The rows of a LOAD after its first may stride out of it: the hardware
 * reads on, and programs that do so finish.
 */
export class DramLimit {
  private readonly loadBytes = new Int32Array(8)
  private readonly storeBytes: number

  constructor({ elementBytes }: Hardware) {
    this.loadBytes[memoryId.uop] = elementBytes.uop
    this.loadBytes[memoryId.wgt] = elementBytes.wgt
    this.loadBytes[memoryId.inp] = elementBytes.inp
    this.loadBytes[memoryId.acc] = elementBytes.acc
    this.storeBytes = elementBytes.out
  }

  /** Bytes of an element of the LOAD or STORE at `words[at]`. */
  private elementBytes(words: Uint32Array, at: number): number {
    return opcodeAt(words, at) === opcode.store ? this.storeBytes : this.loadBytes[memoryAt(words, at)]
  }

  /** Byte after the last one that the LOAD or STORE at `words[at]` may not have outside DRAM. */
  end(words: Uint32Array, at: number): number {
    const bytes = this.elementBytes(words, at)
    const firstRow = (Math.imul(dramIndexAt(words, at), bytes) >>> 0) + xSizeAt(words, at) * bytes
    if (opcodeAt(words, at) !== opcode.store) return firstRow
    const rows = ySizeAt(words, at) || 65536
    return firstRow + (rows - 1) * xStrideAt(words, at) * bytes
  }

  /** What is wrong with an instruction that leaves a DRAM of `dramBytes`. */
  fault(words: Uint32Array, instruction: number, dramBytes: number): Fault {
    const at = instruction * wordsPerInstruction
    const rows = `${ySizeAt(words, at)} rows of ${xSizeAt(words, at)} elements of ${this.elementBytes(words, at)} bytes`
    return {
      instruction,
      field: 'DRAM index',
      value: dramIndexAt(words, at),
      limit: `${dramBytes} bytes of DRAM: ${rows} from there end at byte ${this.end(words, at)}`,
    }
  }
}
