import type { Hardware } from '../../hardware/hardware.js'
import { opcode, opcodeAt } from '../../isa/fields.js'
import { isNoOp } from '../../isa/module-of.js'
import { type Program, wordsPerInstruction } from '../../isa/program.js'
import type { Timing } from '../result.js'
import type { LaunchState } from './launch-image.js'
import { startOrder } from './order.js'
import { Scratchpads } from './scratchpads.js'
import { Transfers } from './transfers.js'

/**
 * What a program computes: scratchpads, GEMM, ALU and transfers, after timing.md 13. Each instruction takes effect
 * whole, in the order in which timing says they started; for programs without races that is what the hardware does.
 * One instance serves any number of runs.
 */
export class FunctionalMachine {
  readonly scratchpads: Scratchpads
  private readonly transfers: Transfers

  constructor(hardware: Hardware) {
    this.scratchpads = new Scratchpads(hardware)
    this.transfers = new Transfers(this.scratchpads, hardware)
  }

  /**
   * Runs every instruction that started, transfers that FINISH did not wait for to their end.
   * @param memory DRAM, the initial image at first and what the program leaves there in the end; `dramBytes` long.
   */
  run(program: Program, memory: Uint8Array, timing: Timing, scratchpads: LaunchState): void {
    this.scratchpads.launch(scratchpads)
    const { instructions: words } = program
    for (const instruction of startOrder(words, timing)) {
      this.execute(words, instruction * wordsPerInstruction, memory)
    }
  }

  private execute(words: Uint32Array, at: number, memory: Uint8Array): void {
    if (isNoOp(words, at)) return
    const { core } = this.scratchpads
    switch (opcodeAt(words, at)) {
      case opcode.load:
        return this.transfers.load(words, at, memory)
      case opcode.store:
        return this.transfers.store(words, at, memory)
      case opcode.gemm:
        return core.gemm(words[at], words[at + 1], words[at + 2], words[at + 3])
      case opcode.alu:
        return core.alu(words[at], words[at + 1], words[at + 2], words[at + 3])
    }
  }
}
