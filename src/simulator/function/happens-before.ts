import { opcode, opcodeAt, popNextAt, popPrevAt, pushNextAt, pushPrevAt, ySizeAt } from '../../isa/fields.js'
import { isNoOp, moduleIndex, moduleOf } from '../../isa/module-of.js'
import { wordsPerInstruction } from '../../isa/program.js'

/** Modules by their index along the chain; -1 is fetch's dead end (isa/module-of.ts). */
const moduleCount = 3

/** Channels of tokens between neighbours, named from and to; -1 where a module has no such neighbour. */
const channel = {
  loadToCompute: 0,
  computeToLoad: 1,
  computeToStore: 2,
  storeToCompute: 3,
  none: -1,
} as const
const popPrevFrom = [channel.none, channel.loadToCompute, channel.computeToStore] as const
const popNextFrom = [channel.computeToLoad, channel.storeToCompute, channel.none] as const
const pushPrevTo = [channel.none, channel.computeToLoad, channel.storeToCompute] as const
const pushNextTo = [channel.loadToCompute, channel.computeToStore, channel.none] as const

/** Tokens of one channel: which instruction pushed each, in order. */
interface Channel {
  pushers: Int32Array
  pushed: number
  popped: number
}

/**
 * What is ordered by tokens and by modules being in order, whatever the timing: the i-th pop of a channel comes after
 * the i-th push, and an instruction after the ones of its module before it. `build` executes the program's tokens and
 * nothing else; instructions that wait for ever, and compute's after FINISH, are not executed.
 *
 * Instructions of a module are numbered from 1 in program order (ordinals); an instruction's clock says for each
 * module how many of its instructions have ended before this one starts.
 */
export class HappensBefore {
  /** Instructions executed, in an order that keeps all of the above. */
  order = new Int32Array(0)
  count = 0
  /** The instruction that ends the run; -1 when tokens never let it execute. */
  finish = -1
  /** By instruction: its module, its ordinal there, and its clock (three counts each). */
  module = new Int8Array(0)
  ordinal = new Int32Array(0)
  private clocks = new Int32Array(0)
  private readonly queues = Array.from({ length: moduleCount }, () => new Int32Array(0))
  private readonly queued = new Int32Array(moduleCount)
  private readonly ended = new Int32Array(moduleCount)
  private readonly channels = Array.from({ length: 4 }, (): Channel => ({
    pushers: new Int32Array(0),
    pushed: 0,
    popped: 0,
  }))

  /** Orders a program's instructions; the result stands until the next call. */
  build(words: Uint32Array): void {
    this.reset(words.length / wordsPerInstruction)
    this.fetch(words)
    let before = -1
    while (this.count > before) {
      before = this.count
      for (let module = 0; module < moduleCount; module++) this.runModule(words, module)
    }
  }

  /** How many instructions of a module have ended before an instruction starts. */
  endedBefore(instruction: number, module: number): number {
    return this.clocks[instruction * moduleCount + module]
  }

  /** The instruction with an ordinal (from 1) in a module. */
  instructionOf(module: number, ordinal: number): number {
    return this.queues[module][ordinal - 1]
  }

  private reset(instructions: number): void {
    this.count = 0
    this.finish = -1
    this.queued.fill(0)
    this.ended.fill(0)
    for (const ch of this.channels) ch.pushed = ch.popped = 0
    if (instructions <= this.order.length) return
    const room = instructions * 2
    this.order = new Int32Array(room)
    this.module = new Int8Array(room)
    this.ordinal = new Int32Array(room)
    this.clocks = new Int32Array(room * moduleCount)
    for (let module = 0; module < moduleCount; module++) this.queues[module] = new Int32Array(room)
    for (const ch of this.channels) ch.pushers = new Int32Array(room)
  }

  /** Hands instructions to their modules, up to the first that none of them knows. */
  private fetch(words: Uint32Array): void {
    for (let at = 0, i = 0; at < words.length; at += wordsPerInstruction, i++) {
      const module = moduleOf(words, at)
      if (module === moduleIndex.nowhere) return
      this.queues[module][this.queued[module]++] = i
      this.module[i] = module
      this.ordinal[i] = this.queued[module]
    }
  }

  /** Executes a module's instructions until one of them waits. */
  private runModule(words: Uint32Array, module: number): void {
    while (this.ended[module] < this.queued[module]) {
      const i = this.queues[module][this.ended[module]]
      const at = i * wordsPerInstruction
      const prev = popPrevAt(words, at) === 1 ? popPrevFrom[module] : channel.none
      const next = popNextAt(words, at) === 1 ? popNextFrom[module] : channel.none
      if (this.isEmpty(prev) || this.isEmpty(next) || neverEnds(words, at)) return
      this.startClock(i, module)
      this.pop(i, prev)
      this.pop(i, next)
      if (pushPrevAt(words, at) === 1) this.push(i, pushPrevTo[module])
      if (pushNextAt(words, at) === 1) this.push(i, pushNextTo[module])
      this.order[this.count++] = i
      this.ended[module]++
      if (opcodeAt(words, at) === opcode.finish) {
        this.finish = i
        this.queued[module] = this.ended[module]
      }
    }
  }

  private isEmpty(ch: number): boolean {
    return ch !== channel.none && this.channels[ch].popped === this.channels[ch].pushed
  }

  /** The clock of the module's instruction before, that one itself counted. */
  private startClock(i: number, module: number): void {
    const { clocks } = this
    const ended = this.ended[module]
    const before = ended === 0 ? -1 : this.queues[module][ended - 1] * moduleCount
    for (let m = 0; m < moduleCount; m++) clocks[i * moduleCount + m] = before < 0 ? 0 : clocks[before + m]
    clocks[i * moduleCount + module] = ended
  }

  private pop(i: number, ch: number): void {
    if (ch === channel.none) return
    const tokens = this.channels[ch]
    const pusher = tokens.pushers[tokens.popped++]
    const own = i * moduleCount
    const theirs = pusher * moduleCount
    const { clocks } = this
    for (let m = 0; m < moduleCount; m++) clocks[own + m] = Math.max(clocks[own + m], clocks[theirs + m])
    const module = this.module[pusher]
    clocks[own + module] = Math.max(clocks[own + module], this.ordinal[pusher])
  }

  private push(i: number, ch: number): void {
    if (ch === channel.none) return
    const tokens = this.channels[ch]
    tokens.pushers[tokens.pushed++] = i
  }
}

/** A LOAD of no rows but some columns never ends (timing.md 7.1). */
const neverEnds = (words: Uint32Array, at: number): boolean =>
  opcodeAt(words, at) === opcode.load && ySizeAt(words, at) === 0 && !isNoOp(words, at)
