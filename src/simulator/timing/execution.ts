import type { Hardware } from '../../hardware/hardware.js'
import * as fields from '../../isa/fields.js'
import * as program from '../../isa/program.js'
import type { Fault } from '../result.js'
import type { Arbiter } from './arbiter.js'
import * as clock from './clock.js'
import * as compute from './compute.js'
import { Dma, dmaShape } from './dma.js'
import { DramLimit } from './dram.js'
import { InstructionLog } from './log.js'
import type { ReadServer } from './server.js'
import { StoreEngine } from './store.js'

const { later } = clock
const { computeCycles } = compute
const { memoryAt, opcode, opcodeAt, xSizeAt } = fields
const { wordsPerInstruction } = program

/** What the modules' instructions run on: the DMAs, the store engine, GEMM and ALU; and the log of who ran when. */
export class Execution {
  readonly log = new InstructionLog()
  readonly uop: Dma
  readonly inp: Dma
  readonly wgt: Dma
  readonly acc: Dma
  private dramBytes = 0
  private readonly dmaOfMemory: readonly Dma[]
  private readonly dram: DramLimit
  private readonly storeEngine: StoreEngine

  constructor(hardware: Hardware, arbiter: Arbiter, server: ReadServer) {
    this.uop = new Dma(dmaShape(hardware, 'uop'), arbiter, server)
    this.wgt = new Dma(dmaShape(hardware, 'wgt'), arbiter, server)
    this.inp = new Dma(dmaShape(hardware, 'inp'), arbiter, server)
    this.acc = new Dma(dmaShape(hardware, 'acc'), arbiter, server)
    this.dmaOfMemory = [this.uop, this.wgt, this.inp, this.acc]
    this.dram = new DramLimit(hardware)
    this.storeEngine = new StoreEngine(hardware)
  }

  /** Before a program of `count` instructions in a DRAM of `dramBytes`. */
  reset(count: number, dramBytes: number): void {
    this.log.reset(count)
    this.dramBytes = dramBytes
    for (const dma of this.dmaOfMemory) dma.reset()
  }

  /**
   * An instruction goes in cycle `go`. Returns the cycle in which it completes, `never` while that is open, `go` if
   * it must not go because it leaves DRAM.
   */
  start(words: Uint32Array, instruction: number, go: number): number {
    const at = instruction * wordsPerInstruction
    this.log.start[instruction] = go + 1
    switch (opcodeAt(words, at)) {
      case opcode.load:
      case opcode.store:
        return xSizeAt(words, at) === 0 ? go + 1 : this.transfer(words, at, go)
      case opcode.finish:
        return go + 1
      default:
        return later(go, computeCycles(words, at))
    }
  }

  /** An instruction completes in cycle `now`. */
  end(words: Uint32Array, instruction: number, now: number): void {
    const at = instruction * wordsPerInstruction
    this.log.end[instruction] = now + 1
    if (opcodeAt(words, at) !== opcode.load || xSizeAt(words, at) === 0) return
    this.dmaOfMemory[memoryAt(words, at)].complete(now)
  }

  /** The DMAs' assertions look on up to the last cycle of the run. */
  stop(last: number): void {
    for (const dma of this.dmaOfMemory) if (dma.busy) dma.counter.stop(last)
  }

  /** A sum over the DMAs' in-flight counters. */
  sumOfCounters(name: 'hazards' | 'wraps'): number {
    return this.dmaOfMemory.reduce((sum, dma) => sum + dma.counter[name], 0)
  }

  private transfer(words: Uint32Array, at: number, go: number): number {
    if (this.dram.end(words, at) > this.dramBytes) return go
    if (opcodeAt(words, at) === opcode.store) return later(go, this.storeEngine.cycles(words, at))
    return this.dmaOfMemory[memoryAt(words, at)].start(words, at, go)
  }

  /** What is wrong with an instruction that leaves DRAM. */
  strayFault(words: Uint32Array, instruction: number): Fault {
    return this.dram.fault(words, instruction, this.dramBytes)
  }
}
