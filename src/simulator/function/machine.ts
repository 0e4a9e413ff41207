import type { Hardware } from '../../hardware/hardware.js'
import { memoryAt, opcode, opcodeAt } from '../../isa/fields.js'
import { isNoOp } from '../../isa/module-of.js'
import { type Program, wordsPerInstruction } from '../../isa/program.js'
import { loadBlock } from '../../isa/transfer.js'
import type { Effects, Timing } from '../result.js'
import { Alu } from './alu.js'
import { ProgramChecker } from './checker.js'
import { GemmKernel } from './gemm-kernel.js'
import { runGemm } from './gemm.js'
import { startOrder } from './order.js'
import { type LaunchState, Scratchpads } from './scratchpads.js'
import { Transfers } from './transfers.js'

const wgtMemory = 1

/**
 * What a program computes: scratchpads, GEMM, ALU and transfers, after timing.md 13. Each instruction takes effect
 * whole, in the order in which timing says they started; for programs without races that is what the hardware does.
 * One instance serves any number of runs.
 */
export class FunctionalMachine {
  readonly scratchpads: Scratchpads
  private readonly kernel: GemmKernel
  private readonly alu: Alu
  private readonly transfers: Transfers
  private readonly checker: ProgramChecker

  constructor(private readonly hardware: Hardware) {
    this.scratchpads = new Scratchpads(hardware)
    this.kernel = new GemmKernel(this.scratchpads, hardware)
    this.alu = new Alu(this.scratchpads, hardware)
    this.transfers = new Transfers(this.scratchpads, hardware)
    this.checker = new ProgramChecker(hardware)
  }

  /**
   * Runs every instruction that started, transfers that FINISH did not wait for to their end.
   * @param memory DRAM, the initial image at first and what the program leaves there in the end; `dramBytes` long.
   * @returns what is wrong with the program whatever its data (checker.ts).
   */
  run(program: Program, memory: Uint8Array, timing: Timing, scratchpads: LaunchState): Effects {
    this.scratchpads.launch(scratchpads)
    this.kernel.weightsChanged(0, this.hardware.depth.wgt)
    const { instructions: words } = program
    for (const instruction of startOrder(words, timing)) {
      this.execute(words, instruction * wordsPerInstruction, memory)
    }
    return this.checker.check(program)
  }

  private execute(words: Uint32Array, at: number, memory: Uint8Array): void {
    if (isNoOp(words, at)) return
    switch (opcodeAt(words, at)) {
      case opcode.load:
        return this.load(words, at, memory)
      case opcode.store:
        return this.transfers.store(words, at, memory)
      case opcode.gemm:
        return runGemm(words, at, this.scratchpads, this.kernel, this.hardware)
      case opcode.alu:
        return this.alu.run(words, at)
    }
  }

  private load(words: Uint32Array, at: number, memory: Uint8Array): void {
    const block = loadBlock(words, at)
    this.transfers.load(memoryAt(words, at), block, memory)
    if (memoryAt(words, at) === wgtMemory) this.weightsLoaded(block.first, block.elements)
  }

  private weightsLoaded(first: number, elements: number): void {
    const depth = this.hardware.depth.wgt
    const from = first % depth
    this.kernel.weightsChanged(from, elements)
    if (from + elements > depth) this.kernel.weightsChanged(0, from + elements - depth)
  }
}
