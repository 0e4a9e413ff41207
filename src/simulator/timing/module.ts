import * as program from '../../isa/program.js'
import * as clock from './clock.js'
import type { Execution } from './execution.js'
import { InstructionQueue } from './queue.js'
import { TokenCounter } from './tokens.js'

const { latest, never } = clock
const { wordsPerInstruction } = program

/** The token flags in an instruction's first word (timing.md 3.1). */
const popPrev = 1 << 3
const popNext = 1 << 4
const pushPrev = 1 << 5
const pushNext = 1 << 6

/**
 * Control of one module (timing.md 4). It goes in the first cycle in which it is idle, the head of its queue is visible
 * and all tokens that the head pops are there. Nothing can change that cycle once all of this has come, so it goes at
 * once, ahead of time: an instruction has no event but its end. `due` is the cycle in which the instruction under way
 * completes; `never` while there is none, or while that is open.
 */
export class Module {
  readonly queue = new InstructionQueue()
  due = never
  /** The head of the queue has gone and not ended: SYNC or EXE, or the go cycle is settled. */
  busy = false
  /** Tokens from the previous and the next module along load, compute, store. */
  readonly fromPrev = new TokenCounter()
  readonly fromNext = new TokenCounter()
  private prev: Module | null = null
  private next: Module | null = null
  /** Token flags that count here: those towards a neighbour that there is. */
  private flagMask = 0

  constructor(private readonly execution: Execution) {}

  /** Links neighbours: tokens go both ways between them. */
  static chain(modules: readonly Module[]): void {
    modules.forEach((module, i) => {
      module.prev = modules[i - 1] ?? null
      module.next = modules[i + 1] ?? null
      module.flagMask = (module.prev ? popPrev | pushPrev : 0) | (module.next ? popNext | pushNext : 0)
    })
  }

  reset(): void {
    this.queue.reset()
    this.fromPrev.reset()
    this.fromNext.reset()
    this.due = never
    this.busy = false
  }

  /** Something that the module may wait for has come: it can go from cycle `from` on, if nothing is missing. */
  wake(words: Uint32Array, from: number): void {
    if (this.busy || this.queue.length === 0) return
    const flags = this.headFlags(words)
    // Both tokens of an instruction are taken together or not at all (timing.md 12.14).
    if ((flags & popPrev) !== 0 && this.fromPrev.count === 0) return
    if ((flags & popNext) !== 0 && this.fromNext.count === 0) return
    this.go(words, flags, latest(this.queue.headVisible, from))
  }

  private go(words: Uint32Array, flags: number, cycle: number): void {
    if ((flags & popPrev) !== 0) this.fromPrev.pop(cycle)
    if ((flags & popNext) !== 0) this.fromNext.pop(cycle)
    this.busy = true
    this.due = this.execution.start(words, this.queue.head, cycle)
  }

  /** The cycle of completion: the head leaves the queue, its tokens are seen from the next cycle on (timing.md 5). */
  complete(words: Uint32Array, now: number): void {
    const flags = this.headFlags(words)
    this.execution.end(words, this.queue.head, now)
    this.queue.pop()
    this.busy = false
    this.due = never
    this.wake(words, now + 1)
    if ((flags & pushPrev) !== 0) this.prev?.tokenFromNext(words, now)
    if ((flags & pushNext) !== 0) this.next?.tokenFromPrev(words, now)
  }

  /** Whether the head waits for a token from the previous module. */
  missesPrev(words: Uint32Array): boolean {
    return (this.headFlags(words) & popPrev) !== 0 && this.fromPrev.count === 0
  }

  /** Whether the head waits for a token from the next module. */
  missesNext(words: Uint32Array): boolean {
    return (this.headFlags(words) & popNext) !== 0 && this.fromNext.count === 0
  }

  private tokenFromPrev(words: Uint32Array, now: number): void {
    this.fromPrev.push(now)
    this.wake(words, now + 1)
  }

  private tokenFromNext(words: Uint32Array, now: number): void {
    this.fromNext.push(now)
    this.wake(words, now + 1)
  }

  private headFlags(words: Uint32Array): number {
    return words[this.queue.head * wordsPerInstruction] & this.flagMask
  }
}
