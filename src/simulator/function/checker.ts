import type { Hardware } from '../../hardware/hardware.js'
import { memoryId } from '../../hardware/hardware.js'
import * as f from '../../isa/fields.js'
import { LoadedMicroOps } from '../../isa/micro-ops-loaded.js'
import { isNoOp, moduleIndex } from '../../isa/module-of.js'
import { type Program, wordsPerInstruction } from '../../isa/program.js'
import { loadBlock, storeBlock } from '../../isa/transfer.js'
import type { Effects } from '../result.js'
import { DramRaces } from './dram-races.js'
import { Findings } from './findings.js'
import { countHazards } from './hazards.js'
import { HappensBefore } from './happens-before.js'
import { type IndexPattern, IndexSet } from './index-set.js'
import { type IndexField, indexField, MicroOpRanges } from './micro-op-ranges.js'
import { memoryNumber, RaceLog } from './race-log.js'
import { ScratchpadRaces } from './scratchpad-races.js'
import { Wraps } from './wraps.js'

/**
 * Finds what is wrong with a program whatever its data and timing: hazards, races, wrapped indices. It needs the
 * instructions and the micro-ops alone. One instance serves any number of programs.
 *
 * Races are found by happens-before: instructions are walked in an order that tokens allow, and each access to a
 * shared element is compared with the last one of the other module there.
 */
export class ProgramChecker {
  private readonly before = new HappensBefore()
  private readonly log = new RaceLog(this.before)
  private readonly hazards = new Findings()
  private readonly microOps: LoadedMicroOps
  private readonly wraps: Wraps
  private readonly inp: ScratchpadRaces
  private readonly wgt: ScratchpadRaces
  private readonly out: ScratchpadRaces
  private readonly dram: DramRaces
  private readonly ranges: MicroOpRanges
  private readonly touched: IndexSet
  /** The pattern of the index asked about, used again and again. */
  private readonly pattern: IndexPattern = {
    field: 0,
    begin: 0,
    rounds: 1,
    outer: 1,
    out: 0,
    inner: 1,
    step: 0,
  }

  constructor(private readonly hardware: Hardware) {
    const { depth } = hardware
    const { load, compute, store } = moduleIndex
    const { before, log } = this
    this.microOps = new LoadedMicroOps(hardware)
    this.ranges = new MicroOpRanges(this.microOps.words)
    this.wraps = new Wraps(hardware)
    this.inp = new ScratchpadRaces(memoryNumber.inp, depth.inp, load, compute, before, log)
    this.wgt = new ScratchpadRaces(memoryNumber.wgt, depth.wgt, load, compute, before, log)
    this.out = new ScratchpadRaces(memoryNumber.out, depth.out, compute, store, before, log)
    this.dram = new DramRaces(hardware, before, log)
    this.touched = new IndexSet(Math.max(depth.inp, depth.wgt, depth.out))
  }

  /** What is wrong with a program, over all instructions that its tokens let execute. */
  check(program: Program): Effects {
    this.begin(program)
    for (let n = 0; n < this.before.count; n++) this.visit(program, this.before.order[n])
    const { hazards, wraps } = this
    const races = this.log.findings
    return {
      hazards: hazards.count,
      races: races.count,
      wraps: wraps.findings.count,
      findings: { hazards: hazards.list, races: races.list, wraps: wraps.findings.list },
    }
  }

  private begin(program: Program): void {
    this.before.build(program.instructions)
    this.log.clear()
    this.hazards.clear()
    this.wraps.findings.clear()
    this.microOps.clear()
    this.ranges.changed()
    for (const pad of [this.inp, this.wgt, this.out]) pad.clear()
    this.dram.begin(program)
  }

  private visit(program: Program, instruction: number): void {
    const words = program.instructions
    const at = instruction * wordsPerInstruction
    if (isNoOp(words, at)) return
    switch (f.opcodeAt(words, at)) {
      case f.opcode.load:
        return this.load(program, instruction)
      case f.opcode.store:
        return this.store(program, instruction)
      case f.opcode.gemm:
        return this.gemm(words, instruction)
      case f.opcode.alu:
        return this.alu(words, instruction)
    }
  }

  private load(program: Program, instruction: number): void {
    const words = program.instructions
    const at = instruction * wordsPerInstruction
    const { first, elements } = loadBlock(words, at)
    const memory = f.memoryAt(words, at)
    this.wraps.transfer(instruction, memory, first, elements)
    if (memory === memoryId.uop) this.loadMicroOps(program, at)
    if (memory === memoryId.inp) this.inp.writeRange(instruction, first, elements)
    if (memory === memoryId.wgt) this.wgt.writeRange(instruction, first, elements)
    this.dram.load(instruction, words)
  }

  private loadMicroOps(program: Program, at: number): void {
    this.microOps.load(program, at)
    this.ranges.changed()
  }

  private store(program: Program, instruction: number): void {
    const { first, elements } = storeBlock(program.instructions, instruction * wordsPerInstruction)
    this.wraps.transfer(instruction, memoryId.out, first, elements)
    this.out.readRange(instruction, first, elements)
    this.dram.store(instruction, program)
  }

  private gemm(words: Uint32Array, instruction: number): void {
    const at = instruction * wordsPerInstruction
    const { depth } = this.hardware
    const { dst, src, wgt } = indexField
    this.readLoops(words, at)
    this.wraps.gemm(instruction, words, at, this.ranges)
    if (f.resetAt(words, at) === 1) return
    this.out.writeSet(instruction, this.set(dst, f.dstOutAt(words, at), f.dstInAt(words, at), depth.out))
    this.inp.readSet(instruction, this.set(src, f.srcOutAt(words, at), f.srcInAt(words, at), depth.inp))
    this.wgt.readSet(instruction, this.set(wgt, f.wgtOutAt(words, at), f.wgtInAt(words, at), depth.wgt))
  }

  private alu(words: Uint32Array, instruction: number): void {
    const at = instruction * wordsPerInstruction
    const { depth } = this.hardware
    this.readLoops(words, at)
    this.wraps.alu(instruction, words, at, this.ranges)
    const firings = countHazards(words, at, this.microOps.words, depth.acc)
    if (firings > 0) {
      this.hazards.add(
        instruction,
        () => `${firings} iterations touch what the one before still writes`,
        firings,
      )
    }
    const written = this.set(indexField.dst, f.dstOutAt(words, at), f.dstInAt(words, at), depth.out)
    this.out.writeSet(instruction, written)
  }

  /** Reads the loops of a GEMM or ALU, and looks at its micro-ops. */
  private readLoops(words: Uint32Array, at: number): void {
    const { pattern } = this
    pattern.begin = f.uopBeginAt(words, at)
    pattern.rounds = f.uopRoundsAt(words, at)
    pattern.outer = f.loopOutRoundsAt(words, at)
    pattern.inner = f.loopInRoundsAt(words, at)
    this.ranges.look(pattern.begin, pattern.rounds)
  }

  /** The elements that one index of the instruction takes; good until the next call. */
  private set(field: IndexField, out: number, step: number, depth: number): IndexSet {
    const { pattern, touched } = this
    pattern.field = field
    pattern.out = out
    pattern.step = step
    touched.collect(pattern, this.ranges, depth)
    return touched
  }
}
