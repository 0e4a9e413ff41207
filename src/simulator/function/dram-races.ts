import type { Hardware } from '../../hardware/hardware.js'
import { memoryAt, opcode, opcodeAt } from '../../isa/fields.js'
import { isNoOp, moduleIndex } from '../../isa/module-of.js'
import { instructionBytes, instructionCount, type Program, wordsPerInstruction } from '../../isa/program.js'
import { isOneRun, loadBlock, rowAddress, storeBlock, type TransferBlock } from '../../isa/transfer.js'
import type { HappensBefore } from './happens-before.js'
import { IntervalMap } from './interval-map.js'
import { memoryNumber, type RaceLog } from './race-log.js'

/** Half-open byte range. */
interface Range {
  from: number
  to: number
}

const meets = (a: Range, b: Range): boolean => Math.max(a.from, b.from) < Math.min(a.to, b.to)

/** The range from a block's first byte to its last; all addresses when it passes the end of the address space. */
function hullOf(block: TransferBlock, elementBytes: number): Range {
  const from = rowAddress(block, 0, elementBytes)
  const to = from + ((block.rows - 1) * block.stride + block.columns) * elementBytes
  return to <= 2 ** 32 ? { from, to } : { from: 0, to: 2 ** 32 }
}

/** Calls `visit` with each row's bytes, or once with all where they are one run. */
function eachRow(block: TransferBlock, elementBytes: number, visit: (row: Range) => void): void {
  const whole = isOneRun(block)
  const bytes = block.columns * elementBytes * (whole ? block.rows : 1)
  for (let row = 0; row < (whole ? 1 : block.rows); row++) {
    const from = rowAddress(block, row, elementBytes)
    visit({ from, to: from + bytes })
  }
}

const memoryNamesById = ['uop', 'wgt', 'inp', 'acc'] as const

/**
 * Races in DRAM: only stores write there, so a store conflicts with loads of load and of compute, with fetch and with
 * the host. What lies outside the range that stores write at all is never looked at again.
 */
export class DramRaces {
  private readonly stored: Range = { from: 0, to: 0 }
  /** Whether any load reads what a store may write: only then need the accesses be kept. */
  private storedIsLoaded = false
  /** Ordinals of the last store, and of the last reads by load and by compute (by module index). */
  private readonly lastWrite = new IntervalMap()
  private readonly lastReads = [new IntervalMap(), new IntervalMap()]

  constructor(
    private readonly hardware: Hardware,
    private readonly before: HappensBefore,
    private readonly log: RaceLog,
  ) {}

  /** Forgets all accesses and notes what the program's stores can write, and whether a load reads there. */
  begin({ instructions: words }: Program): void {
    this.lastWrite.clear()
    for (const reads of this.lastReads) reads.clear()
    this.stored.from = Infinity
    this.stored.to = -Infinity
    this.eachTransfer(words, (at, isStore) => {
      if (!isStore) return
      const hull = hullOf(storeBlock(words, at), this.hardware.elementBytes.out)
      this.stored.from = Math.min(this.stored.from, hull.from)
      this.stored.to = Math.max(this.stored.to, hull.to)
    })
    this.storedIsLoaded = false
    this.eachTransfer(words, (at, isStore) => {
      if (!isStore && meets(hullOf(loadBlock(words, at), this.loadedBytes(words, at)), this.stored)) {
        this.storedIsLoaded = true
      }
    })
  }

  private eachTransfer(words: Uint32Array, visit: (at: number, isStore: boolean) => void): void {
    for (let n = 0; n < this.before.count; n++) {
      const at = this.before.order[n] * wordsPerInstruction
      const code = opcodeAt(words, at)
      if (code <= opcode.store && !isNoOp(words, at)) visit(at, code === opcode.store)
    }
  }

  /** Bytes of an element of the scratchpad that a LOAD fills. */
  private loadedBytes(words: Uint32Array, at: number): number {
    return this.hardware.elementBytes[memoryNamesById[memoryAt(words, at)]]
  }

  /** A LOAD, of load or of compute. */
  load(instruction: number, words: Uint32Array): void {
    const at = instruction * wordsPerInstruction
    const block = loadBlock(words, at)
    const elementBytes = this.loadedBytes(words, at)
    if (!meets(hullOf(block, elementBytes), this.stored)) return
    const limit = this.before.endedBefore(instruction, moduleIndex.store)
    const reads = this.lastReads[this.before.module[instruction]]
    eachRow(block, elementBytes, (row) => {
      this.check(instruction, this.lastWrite, moduleIndex.store, limit, row)
      if (meets(row, this.stored)) reads.assign(row.from, row.to, this.before.ordinal[instruction])
    })
  }

  /** A STORE: against the loads before it, the instructions fetch has yet to read, and the host's reading. */
  store(instruction: number, program: Program): void {
    const block = storeBlock(program.instructions, instruction * wordsPerInstruction)
    if (this.storedIsLoaded) this.storeAmongLoads(instruction, block)
    this.checkFetch(instruction, program, block)
    this.checkHost(instruction, program, block)
  }

  private storeAmongLoads(instruction: number, block: TransferBlock): void {
    const { before } = this
    eachRow(block, this.hardware.elementBytes.out, (row) => {
      for (const [module, reads] of this.lastReads.entries()) {
        this.check(instruction, reads, module, before.endedBefore(instruction, module), row)
      }
      this.lastWrite.assign(row.from, row.to, before.ordinal[instruction])
    })
  }

  private check(instruction: number, others: IntervalMap, module: number, limit: number, row: Range): void {
    others.visit(row.from, row.to, (ordinal, address) => {
      if (ordinal > limit) this.log.conflict(instruction, module, ordinal, memoryNumber.dram, address)
    })
  }

  /** Fetch has read what lies up to the store itself, as it reads in order; nothing orders the store with the rest. */
  private checkFetch(instruction: number, program: Program, block: TransferBlock): void {
    const from = program.instructionAddress + (instruction + 1) * instructionBytes
    const to = program.instructionAddress + instructionCount(program) * instructionBytes
    this.checkOutsider(instruction, block, 'fetch', { from, to })
  }

  /** The host reads the output when FINISH has executed; stores that FINISH waited for by tokens are done by then. */
  private checkHost(instruction: number, { output }: Program, block: TransferBlock): void {
    const { finish } = this.before
    if (finish < 0) return
    const awaited = this.before.ordinal[instruction] <= this.before.endedBefore(finish, moduleIndex.store)
    if (awaited) return
    this.checkOutsider(instruction, block, 'host', {
      from: output.address,
      to: output.address + output.bytes,
    })
  }

  private checkOutsider(instruction: number, block: TransferBlock, who: 'fetch' | 'host', read: Range): void {
    const elementBytes = this.hardware.elementBytes.out
    if (!meets(hullOf(block, elementBytes), read)) return
    let met = -1
    eachRow(block, elementBytes, (row) => {
      if (met < 0 && meets(row, read)) met = Math.max(row.from, read.from)
    })
    if (met >= 0) this.log.outsider(instruction, who, met)
  }
}
