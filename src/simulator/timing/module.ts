import { never } from './clock.js'
import { InstructionQueue } from './queue.js'
import { TokenCounter } from './tokens.js'

/** The token flags in an instruction's first word (timing.md 3.1). */
const popPrev = 1 << 3
const popNext = 1 << 4
const pushPrev = 1 << 5
const pushNext = 1 << 6

/** Counters to a module's neighbours; a flag without a counter is ignored. */
export interface Neighbours {
  readonly popPrev?: TokenCounter
  readonly popNext?: TokenCounter
  readonly pushPrev?: TokenCounter
  readonly pushNext?: TokenCounter
}

const unconnected = new TokenCounter()

/**
 * Control of one module (timing.md 4): IDLE until the head of its queue is visible and all tokens that it pops are
 * there, then busy (SYNC or EXE) until its unit is done. `due` is the cycle of the module's next event: the go cycle
 * while idle, the cycle of completion while busy, `never` while what it waits for is open.
 */
export class Module {
  readonly queue = new InstructionQueue()
  due = never
  busy = false
  private readonly flags: number
  private readonly popPrev: TokenCounter
  private readonly popNext: TokenCounter
  private readonly pushPrev: TokenCounter
  private readonly pushNext: TokenCounter

  constructor(neighbours: Neighbours) {
    this.popPrev = neighbours.popPrev ?? unconnected
    this.popNext = neighbours.popNext ?? unconnected
    this.pushPrev = neighbours.pushPrev ?? unconnected
    this.pushNext = neighbours.pushNext ?? unconnected
    this.flags =
      (neighbours.popPrev ? popPrev : 0) |
      (neighbours.popNext ? popNext : 0) |
      (neighbours.pushPrev ? pushPrev : 0) |
      (neighbours.pushNext ? pushNext : 0)
  }

  reset(): void {
    this.queue.reset()
    this.due = never
    this.busy = false
  }

  /** Something that an idle module may wait for has come: it can go from cycle `from` on, if nothing is missing. */
  wake(words: Uint32Array, from: number): void {
    if (this.busy) return
    if (this.queue.length === 0 || this.missesTokens(words)) {
      this.due = never
      return
    }
    const visible = this.queue.headVisible
    this.due = visible > from ? visible : from
  }

  /** Both tokens of an instruction are taken together or not at all (timing.md 12.14). */
  private missesTokens(words: Uint32Array): boolean {
    return this.missesPrev(words) || this.missesNext(words)
  }

  /** Whether the head waits for a token from the previous module. */
  missesPrev(words: Uint32Array): boolean {
    return (this.headFlags(words) & popPrev) !== 0 && this.popPrev.count === 0
  }

  /** Whether the head waits for a token from the next module. */
  missesNext(words: Uint32Array): boolean {
    return (this.headFlags(words) & popNext) !== 0 && this.popNext.count === 0
  }

  private headFlags(words: Uint32Array): number {
    return words[this.queue.head * 4] & this.flags
  }

  /** The go cycle: takes the head's tokens. Returns the head's number. */
  go(words: Uint32Array): number {
    const flags = this.headFlags(words)
    if (flags & popPrev) this.popPrev.pop()
    if (flags & popNext) this.popNext.pop()
    this.busy = true
    return this.queue.head
  }

  /** The cycle of completion: the head leaves the queue, its tokens are pushed. Returns the head's number. */
  complete(words: Uint32Array): number {
    const flags = this.headFlags(words)
    if (flags & pushPrev) this.pushPrev.push()
    if (flags & pushNext) this.pushNext.push()
    const instruction = this.queue.head
    this.queue.pop()
    this.busy = false
    return instruction
  }
}
